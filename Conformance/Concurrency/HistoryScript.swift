internal import HoldfastCore

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif

/// A workload whose clients are processes of their own.
protocol PortableWorkload: Workload where Input: LineText, Output: LineText {
    init()
}

/// What can be told to another process in words without spaces around them.
protocol LineText {
    var line: String { get }
    init?(line: String)
}

/// What one client does in a process of its own: it tells its parent each call by a line of its output.
///
/// Steps are numbered by client: those of client 2 begin at 2,001.
struct HistoryScript<Work: PortableWorkload>: CrashScript {
    static var name: String { "history of a \(Work.object)" }

    /// How many processes work at the same time; they wait for each other.
    static var clients: Int { 4 }
    static var stepsOfClient: Int { 1_000 }
    static var subject: String { "shared-\(Work.object)" }

    let backend: any StoreBackend
    private let context: CheckContext
    private let work = Work()
    private var client: Client?
    private var memory = Work.ignorance

    init(_ c: CheckContext) async throws {
        context = c
        backend = try await c.backend()
    }

    mutating func perform(_ step: Int) async throws {
        if client == nil {
            let index = step / Self.stepsOfClient
            client = Client(index, backend, Namespace(context.place.id), seed: context.seed)
            try await meet(index)
        }
        guard var client else { return }
        let input = work.next(&client, memory)
        self.client = client
        let began = monotonicNanoseconds()
        var output: Work.Output?
        do {
            output = try await work.perform(input, on: Self.subject, by: client, &memory)
        } catch let error where error.leavesOpen {}
        let ended = monotonicNanoseconds()
        tellParent("H \(client.index)|\(began)|\(ended)|\(input.line)|\(output?.line ?? "")")
    }

    /// Waits until all are there: by rows of the store, which they share. Whoever waited that often goes on alone; the
    /// witness sees it.
    private func meet(_ index: Int) async throws {
        try await context.insert([context.state("\(Self.name) \(index)")], into: backend)
        let keys = (0..<Self.clients).map { context.stateKey("\(Self.name) \($0)") }
        for _ in 0..<20_000 {
            if try await backend.get(keys, .withoutPayloads).allSatisfy({ $0 != nil }) { return }
        }
    }

    /// The steps leave no trace of their own.
    func trace(of step: Int) async throws -> Trace { .none }
}

/// The time of a clock that all processes of a machine share and nobody sets.
func monotonicNanoseconds() -> Int {
    var time = timespec()
    // The C call writes through a pointer to a local that outlives it.
    _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Int(time.tv_sec) * 1_000_000_000 + Int(time.tv_nsec)
}

extension RecordedCall where Work: PortableWorkload {
    /// The call that a child told by a line; nil where the line is of another kind.
    init?(line: String, subject: String) {
        guard line.hasPrefix("H ") else { return nil }
        let parts = line.dropFirst(2).split(separator: "|", omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 5, let client = Int(parts[0]), let began = Int(parts[1]), let ended = Int(parts[2]),
            let input = Work.Input(line: parts[3])
        else { return nil }
        let output = Work.Output(line: parts[4])
        self.init(
            client: client, subject: subject, input: input, output: output, began: began,
            ended: output == nil ? Self.never : ended)
    }
}

extension [Int] {
    /// The rank of each time, so that ticks are small numbers.
    fileprivate var ranks: [Int: Int] {
        Dictionary(uniqueKeysWithValues: Set(self).sorted().enumerated().map { ($1, $0) })
    }
}

extension Array {
    /// The same calls by a logical clock, in the order of their beginning.
    func ranked<Work: Workload>() -> [RecordedCall<Work>] where Element == RecordedCall<Work> {
        let ranks = flatMap { [$0.began, $0.ended] }.filter { $0 != RecordedCall<Work>.never }.ranks
        let ranked = map { call in
            RecordedCall<Work>(
                client: call.client, subject: call.subject, input: call.input, output: call.output,
                began: ranks[call.began] ?? 0, ended: ranks[call.ended] ?? RecordedCall<Work>.never)
        }
        return ranked.sorted { $0.began < $1.began }
    }
}
