internal import HoldfastCore

/// Plays the histories of a plan, and turns the first that goes wrong into a small one to be read.
struct ModelTest {
    let plan: ModelPlan
    let suite: Conformance
    let check: String
    let seed: UInt64

    private var history: ModelHistory { ModelHistory(plan: plan, suite: suite, check: check, seed: seed) }

    /// Throws a violation where a history is not answered as the model says.
    func run() async throws {
        var random = SeededRandom(seed: seed)
        for _ in 0..<plan.histories {
            let outcome = try await history.play(.seed(random.next()))
            guard let mismatch = outcome.mismatch else { continue }
            let history = history
            var shrinker = Shrinker(outcome.recording, mismatch) { recording in
                let outcome = try await history.play(.recording(recording))
                return outcome.mismatch.map { (outcome.recording, $0) }
            }
            try await shrinker.shrink()
            throw violation(shrinker.best.failure, shrinker.best.recording)
        }
    }

    /// Plays one history as it is; throws a violation where it is not answered as the model says.
    @discardableResult
    func play(_ source: ModelHistory.Source, handles: Int? = nil) async throws -> ModelHistory.Outcome {
        var history = history
        history.usedHandles = handles
        let outcome = try await history.play(source)
        if let mismatch = outcome.mismatch { throw violation(mismatch, outcome.recording) }
        return outcome
    }

    private func violation(_ mismatch: ModelHistory.Mismatch, _ recording: ChoiceRecord) -> Violation {
        var violation = Violation(
            id: check, subject: mismatch.subject + " of a history of \(mismatch.calls.count)",
            expected: mismatch.expected, actual: mismatch.actual, seed: seed, fileID: #fileID, filePath: #filePath,
            line: #line)
        violation.replay = "\(check)/\(seed)/\(recording)"
        violation.details = ModelProgram(mismatch, handles: plan.handles).text
        return violation
    }
}

extension Conformance {
    /// Plays the history that a violation's ``Violation/replay`` names, as it is.
    ///
    /// - Throws: ``Violation`` where it goes wrong again; ``Inconclusive`` where the text names no history.
    public func replay(_ text: String) async throws {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, let seed = UInt64(parts[1]), let recording = ChoiceRecord(parts[2]),
            let plan = ModelPlan.all[String(parts[0])]
        else { throw Inconclusive("\"\(text)\" is no history; take the text that a failed check of the model printed") }
        try await ModelTest(plan: plan, suite: self, check: String(parts[0]), seed: seed).play(.recording(recording))
    }

    /// Everything that is stored after the histories of a seed, as canonical text: the same on every backend, and
    /// whether one handle makes the calls or several take turns.
    package func modelDump(seed: UInt64, handles: Int = 1) async throws -> String {
        let plan = ModelPlan.differential
        var random = SeededRandom(seed: seed)
        var dumps: [String] = []
        for _ in 0..<plan.histories {
            let test = ModelTest(plan: plan, suite: self, check: "model.differential", seed: seed)
            let outcome = try await test.play(.seed(random.next()), handles: handles)
            dumps.append(outcome.dump)
        }
        return dumps.joined(separator: "\n\n")
    }
}
