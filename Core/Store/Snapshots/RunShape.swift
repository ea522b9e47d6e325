/// The steps that a run goes through, in order: what a changed workflow is compared with.
public struct RunShape: Sendable, Equatable {
    /// One step of it.
    public struct Step: Sendable, Equatable {
        /// The step's key.
        public let key: String
        /// Tells its input from others; nil where it has none, or none is known.
        public let input: String?

        /// A step of this key and input.
        public init(_ key: String, input: Payload? = nil) {
            self.key = key
            self.input = input.map { Base64.encode(Array(SHA256.digest($0.bytes)[..<12])) }
        }
    }

    /// The steps in order.
    public let steps: [Step]

    /// A shape of these steps.
    public init(_ steps: [Step]) { self.steps = steps }

    /// Compares with what is recorded, which may end earlier.
    ///
    /// - Throws: `.definitionConflict` at the first step that differs in its key, or where both are known in its input.
    public func check(against recorded: RunShape) throws {
        guard !CoreFault.leavesOut(.drift) else { return }
        for (place, expected) in recorded.steps.enumerated() {
            let actual = place < steps.count ? steps[place] : nil
            guard let actual, ByteOrder.equal(actual.key, expected.key) else {
                throw Self.drift(at: place + 1, "step", expected: expected.key, actual: actual?.key ?? "nothing")
            }
            guard let before = expected.input, let now = actual.input, before != now else { continue }
            throw Self.drift(at: place + 1, "input of step \"\(expected.key)\"", expected: before, actual: now)
        }
    }

    private static func drift(at position: Int, _ what: String, expected: String, actual: String) -> StoreError {
        StoreError(
            .definitionConflict,
            "the \(what) at position \(position) was \"\(expected)\" and is \"\(actual)\" now; run the version of the "
                + "workflow that the run was started with, or start a new run",
            kind: "step", id: "\(position)", expected: expected, actual: actual)
    }
}

extension Steps {
    /// The steps that a run has recorded, in order, with the fingerprints of their inputs.
    ///
    /// - Throws: `.notFound` for an unknown run.
    public func shape(of id: RunID) async throws -> RunShape {
        try context.begin()
        let run = try await Runs(context).get(id, payloads: false)
        var scan = Scan(IndexRange(StepTable.table, nil, [context.tenant, run.incarnation.value]), limit: 1_000)
        scan.columns = .all
        var walk = RowWalk(context, scan, for: "read shape", id.rawValue)
        var steps: [StepRecord] = []
        while let row = try await walk.next() { steps.append(try StepRecord(row)) }
        return RunShape(steps.sorted { $0.position < $1.position }.map { RunShape.Step($0.key, input: $0.input) })
    }
}
