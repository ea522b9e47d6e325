internal import HoldfastCore

extension Check {
    static let processChecks = [
        Check(
            "lin.multi-process", .coordinated, .concurrent, needs: [.multiProcess], uses: [.processes],
            contract: "the same histories from 4 separate processes [multiProcess]",
            why: "Workers are processes: a lock or a cache that only one process knows keeps nobody out.",
            hint: "Lock in the store, and read from it: nothing that a process knows by itself counts."
        ) { c in
            try await histories(c, RunWorkload())
            try await histories(c, LeaseWorkload())
        }
    ]

    private static func histories<Work: PortableWorkload>(_ c: CheckContext, _ work: Work) async throws {
        typealias Script = HistoryScript<Work>
        let reader = Client(Script.clients, try await c.backend(), Namespace(c.place.id), seed: c.seed)
        let start = try await work.prepare(Script.subject, reader.store)
        try await c.settle()
        var calls = try await withThrowingTaskGroup(of: [RecordedCall<Work>].self) { group in
            for client in 0..<Script.clients {
                group.addTask { @concurrent in
                    let first = client * Script.stepsOfClient
                    let log = try await c.crash(Script.self, first...first + 14, .none)
                    return log.lines.compactMap { RecordedCall(line: $0, subject: Script.subject) }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        try c.expect(calls.count, Script.clients * 15, "calls that the processes told of")
        var memory = Work.ignorance
        let began = monotonicNanoseconds()
        let last = try await work.perform(Work.read, on: Script.subject, by: reader, &memory)
        calls.append(
            RecordedCall(
                client: reader.index, subject: Script.subject, input: Work.read, output: last, began: began,
                ended: monotonicNanoseconds()))
        let recording = Recording(work: work, starts: [Script.subject: start], calls: calls.ranked())
        c.witness.note(recording)
        if let history = try recording.contradiction() { throw c.violation(of: history, line: #line) }
    }
}
