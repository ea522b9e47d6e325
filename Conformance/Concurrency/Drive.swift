internal import HoldfastCore

/// A number of clients that work on a few objects at the same time, each call noted.
struct Drive<Work: Workload>: Sendable {
    let work: Work
    var subjects: [String]
    var clients: Int
    /// Calls of each client.
    var operations: Int
    let seed: UInt64
    /// Whether it runs in a simulation, which has one thread only.
    var isSimulated = false
    /// One client after the other, which proves nothing.
    var isSerial = false
    /// Puts something between a client and its handle: what loses replies, or what lets others go first.
    var between: @Sendable (any StoreBackend, Int) -> any StoreBackend = { handle, _ in handle }

    /// Makes the objects and lets the clients work, each on one of the handles; at the end all of them are read.
    func run(
        on backends: [any StoreBackend], in namespace: Namespace, settle: () async throws -> Void
    ) async throws -> Recording<Work> {
        let reader = Client(clients, backends[0], namespace, seed: seed)
        var starts: [String: Work.State] = [:]
        for subject in subjects { starts[subject] = try await work.prepare(subject, reader.store) }
        try await settle()
        let clients = (0..<clients).map { index in
            Client(index, between(backends[index % backends.count], index), namespace, seed: seed)
        }
        let clock = LogicalClock()
        var calls = isSerial ? try await serially(clients, clock) : try await atOnce(clients, clock)
        for subject in subjects {
            var memory = Work.ignorance
            calls.append(try await call(Work.read, subject, reader, &memory, clock))
        }
        return Recording(work: work, starts: starts, calls: calls.sorted { $0.began < $1.began })
    }

    /// The same under the schedule of the seed: one call at a time moves on, to where it lets others go first.
    func simulate(
        on backends: [any StoreBackend], in namespace: Namespace,
        settle: @escaping @Sendable () async throws -> Void
    ) throws -> Recording<Work> {
        var drive = self
        drive.isSimulated = true
        return try Simulation.run(seed: seed) { [drive] _ in
            try await drive.run(on: backends, in: namespace, settle: settle)
        }
    }

    private func serially(_ clients: [Client], _ clock: LogicalClock) async throws -> [RecordedCall<Work>] {
        var calls: [RecordedCall<Work>] = []
        for client in clients { calls += try await script(client, clock) }
        return calls
    }

    private func atOnce(_ clients: [Client], _ clock: LogicalClock) async throws -> [RecordedCall<Work>] {
        let gate = StartGate(clients.count, patience: isSimulated ? 0 : 5_000)
        return try await withThrowingTaskGroup(of: [RecordedCall<Work>].self) { group in
            for client in clients {
                group.addTask { @concurrent in
                    await gate.pass()
                    return try await script(client, clock)
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    /// All calls of one client.
    private func script(_ client: Client, _ clock: LogicalClock) async throws -> [RecordedCall<Work>] {
        var client = client
        var memories: [String: Work.Memory] = [:]
        var calls: [RecordedCall<Work>] = []
        for _ in 0..<operations {
            let subject = client.random.pick(subjects)
            var memory = memories[subject] ?? Work.ignorance
            let input = work.next(&client, memory)
            calls.append(try await call(input, subject, client, &memory, clock))
            memories[subject] = memory
        }
        return calls
    }

    private func call(
        _ input: Work.Input, _ subject: String, _ client: Client, _ memory: inout Work.Memory, _ clock: LogicalClock
    ) async throws -> RecordedCall<Work> {
        let began = clock.tick()
        var output: Work.Output?
        do {
            output = try await work.perform(input, on: subject, by: client, &memory)
        } catch let error where error.leavesOpen {
            output = nil
        }
        return RecordedCall(
            client: client.index, subject: subject, input: input, output: output, began: began,
            ended: output == nil ? RecordedCall<Work>.never : clock.tick())
    }
}
