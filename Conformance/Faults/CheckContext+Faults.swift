internal import HoldfastCore

extension CheckContext {
    /// Makes the first request of a call fail, in the next turn the second, and so on, until a turn passes in which
    /// nothing failed.
    ///
    /// - Parameters:
    ///   - lasts: Whether all requests after it fail as well.
    ///   - prepare: Gets ready what the turn needs; nothing fails in it.
    ///   - call: What the faults are for.
    ///   - look: What became of it, with the faults as part of a message; nothing fails in it.
    /// - Throws: ``Inconclusive`` where nothing failed in the first turn.
    func sweep<Answer>(
        _ fault: FaultSeam.Fault, writesOnly: Bool = false, lasts: Bool = false,
        prepare: (Int) async throws -> Void, call: (Int) async throws -> Answer,
        look: (Int, Answer, String) async throws -> Void
    ) async throws {
        // The longest call makes some dozens; more means that one repeats its request for ever.
        for number in 1...2_000 {
            try await prepare(number)
            if lasts {
                place.faults.plan(fault, at: number..., writesOnly: writesOnly)
            } else {
                place.faults.plan(fault, at: number...number, writesOnly: writesOnly)
            }
            let answer = try await call(number)
            let log = place.faults.log
            place.faults.plan(nil)
            try await look(number, answer, log.first ?? "no fault")
            guard log.isEmpty else { continue }
            if number == 1 { throw Inconclusive("no request could suffer \(fault.rawValue)") }
            return
        }
        throw violation("requests of one call", expected: "fewer than 2,000", actual: "2,000")
    }

    /// The first of these faults that the transport can do.
    func available(_ faults: FaultSeam.Fault...) throws -> FaultSeam.Fault {
        guard let fault = faults.first(where: place.faults.kinds.contains) else {
            throw Unavailable(ability: .faults, reason: "\(suite.name) can do none of \(faults.map(\.rawValue))")
        }
        return fault
    }

    /// The same, with calls that give up after this time.
    func impatient(_ patience: Duration) -> CheckContext {
        var context = self
        context.place.patience = patience
        return context
    }

    /// Fails the check unless what is there of a step is what its answer allows.
    func expect(_ script: VerbScript, _ step: Int, _ answer: VerbScript.Answer, _ fault: String) async throws {
        let found = try await script.found(step)
        let isWhole = found == 0 || found == VerbScript.parts
        let error = answer.error.map { "error \($0.code.name)" } ?? "no error"
        guard answer.least...answer.most ~= found, isWhole || !VerbScript.isAtomic(step) else {
            throw violation(
                "\(VerbScript.verb(of: step)) with \(fault), which ended with \(error)",
                expected: answer.least == answer.most ? "\(answer.least) of its parts" : "all or none of its parts",
                actual: "\(found) of \(VerbScript.parts)")
        }
    }

    /// Every verb that writes, with the fault at each of its requests; each ends in the state before or after, as its
    /// answer says, and the handle goes on.
    func sweepVerbs(_ fault: FaultSeam.Fault, writesOnly: Bool = false, codes: Set<BackendError.Code>) async throws {
        let script = try await VerbScript(self)
        // The steps of each turn have numbers of their own.
        func step(_ turn: Int, _ verb: Int) -> Int { turn * VerbScript.verbs.count + verb }
        for verb in VerbScript.verbs.indices {
            try await sweep(fault, writesOnly: writesOnly) { turn in
                try await script.prepare(step(turn, verb)...step(turn, verb))
                try await settle()
            } call: { turn in
                await script.attempt(step(turn, verb))
            } look: { turn, answer, fault in
                if let error = answer.error {
                    guard codes.contains(error.code) else {
                        throw violation(
                            "the error of \(VerbScript.verbs[verb]) with \(fault)",
                            expected: codes.map(\.name).sorted().joined(separator: " or "), actual: "\(error)")
                    }
                }
                try await expect(script, step(turn, verb), answer, fault)
            }
        }
    }
}
