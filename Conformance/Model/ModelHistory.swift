internal import HoldfastCore

/// One history of calls, played on a fresh place of the suite beside the model.
struct ModelHistory {
    /// Where the history's calls come from.
    enum Source {
        case seed(UInt64)
        case recording(ChoiceRecord)
    }

    /// How the store and the model differ.
    struct Mismatch {
        let subject: String
        let expected: String
        let actual: String
        /// The calls up to there, with what the model says they answer.
        let calls: [(command: ModelCommand, answer: Answer)]
    }

    /// What was found.
    struct Outcome {
        var recording = ChoiceRecord([])
        var mismatch: Mismatch?
        /// Everything that was stored in the end; empty after a mismatch.
        var dump = ""
    }

    let plan: ModelPlan
    let suite: Conformance
    let check: String
    /// The seed of the places; the calls come from the source.
    let seed: UInt64
    /// How many handles are there in truth, where that must not matter; nil for as many as planned.
    var usedHandles: Int?

    /// Plays the calls until one is answered otherwise than by the model.
    func play(_ source: Source) async throws -> Outcome {
        try await suite.withPlace(check, seed: seed) { context in try await play(source, context) }
    }

    private func play(_ source: Source, _ context: CheckContext) async throws -> Outcome {
        var model = StoreModel(at: context.time.now)
        var player = try await ModelPlayer(context, handles: usedHandles ?? plan.handles)
        var fences = FenceOrder()
        var outcome = Outcome()
        var calls: [(command: ModelCommand, answer: Answer)] = []
        var script = Script(source, length: plan.length)
        while var choices = script.next() {
            var generator = CommandGenerator(plan: plan, model: model, choices: choices)
            let command = generator.command()
            choices = generator.choices
            script.finish(choices)
            outcome.recording.items.append(choices.made)
            let expected = model.apply(command.call)
            calls.append((command, expected))
            let difference = try await difference(calls.count, command, expected, &player, &fences, context)
            if let found = difference {
                outcome.mismatch = Mismatch(
                    subject: found.subject, expected: found.expected, actual: found.actual, calls: calls)
                return outcome
            }
        }
        do {
            let (dump, difference) = try await final(player, model, &fences, context)
            outcome.dump = dump
            if let found = difference {
                outcome.mismatch = Mismatch(
                    subject: "everything that is stored", expected: found.expected, actual: found.actual, calls: calls)
            }
        } catch let error as BackendError {
            outcome.mismatch = Mismatch(
                subject: "everything that is stored", expected: "rows", actual: "\(error)", calls: calls)
        }
        return outcome
    }

    /// Everything that is stored in the end, and how it differs from what must be.
    private func final(
        _ player: ModelPlayer, _ model: StoreModel, _ fences: inout FenceOrder, _ context: CheckContext
    ) async throws -> (dump: String, difference: (expected: String, actual: String)?) {
        try await context.settle()
        let store = player.stores[0]
        let dump = try await StoreDump(store.backend, store.namespace, lives: player.lives)
        guard plan.comparesDump else { return (dump.text, nil) }
        let expected = model.dump
        let actual = dump.answer(knowing: expected.known)
        guard !fences.agrees(expected.answer, actual) else { return (dump.text, nil) }
        let sides = (expected.answer.differences(from: actual), actual.differences(from: expected.answer))
        return (dump.text, sides)
    }

    /// Makes the call; how its answer, or the store after it, differs from what must be.
    private func difference(
        _ number: Int, _ command: ModelCommand, _ expected: Answer, _ player: inout ModelPlayer,
        _ fences: inout FenceOrder, _ context: CheckContext
    ) async throws -> (subject: String, expected: String, actual: String)? {
        let actual: Answer
        do {
            actual = try await player.perform(command)
        } catch let error as BackendError {
            return ("the answer of call \(number)", "an answer or a StoreError", "\(error)")
        }
        guard fences.agrees(expected, actual) else {
            let sides = (expected.differences(from: actual), actual.differences(from: expected))
            return ("the answer of call \(number)", sides.0, sides.1)
        }
        guard let every = plan.invariantsEvery, number % every == 0 else { return nil }
        do {
            try await context.settle()
            try await StoreInvariants(check: context, store: player.stores[0], lives: player.lives).verify()
            return nil
        } catch let violation as Violation {
            return (violation.subject + ", after call \(number)", violation.expected, violation.actual)
        } catch let error as StoreError {
            return ("the store from all sides, after call \(number)", "answers", "\(error)")
        } catch let error as BackendError {
            return ("the store from all sides, after call \(number)", "answers", "\(error)")
        }
    }
}

/// The choices of one call after the other.
private struct Script {
    private var random: SeededRandom?
    private var items: ArraySlice<[Int]> = []
    private var left: Int

    init(_ source: ModelHistory.Source, length: Int) {
        switch source {
        case .seed(let seed):
            random = SeededRandom(seed: seed)
            left = length
        case .recording(let recording):
            items = recording.items[...]
            left = recording.items.count
        }
    }

    mutating func next() -> Choices? {
        guard left > 0 else { return nil }
        left -= 1
        if let random { return Choices(random) }
        return items.popFirst().map { Choices($0) }
    }

    /// Goes on where the random numbers of this call ended.
    mutating func finish(_ choices: Choices) { if random != nil { random = choices.random } }
}
