internal import HoldfastCore

extension ModelPlan {
    /// The plan of each check that plays histories beside the model.
    static let all: [String: ModelPlan] = {
        var twoHandles = ModelPlan().reopening()
        twoHandles.handles = 2
        var dump = ModelPlan()
        dump.comparesDump = true
        dump.histories = 6
        dump.length = 50
        var invariants = ModelPlan()
        invariants.histories = 2
        invariants.length = 80
        invariants.invariantsEvery = 4
        return [
            "model.sequential": ModelPlan(), "model.final-dump": dump, "model.invariants": invariants,
            "model.two-handles": twoHandles, "model.reopen-anywhere": ModelPlan().reopening(),
            "model.time-travel": ModelPlan().travelling(), "model.differential": differential,
        ]
    }()

    static let differential: ModelPlan = {
        var plan = ModelPlan()
        plan.handles = 2
        return plan
    }()
}

extension Check {
    static let storeModelChecks: [Check] = [
        history(
            "model.sequential", .core, .generated, kills: ["M03", "M04", "M07", "M10", "M14", "M18"],
            contract: "random command sequences agree with an independent model, command by command",
            why: "What nobody thought of writing a check for is found here.",
            hint: "Paste the program that is printed: its last call is answered wrongly."),
        history(
            "model.final-dump", .core, .generated, kills: ["M05"],
            contract: "after each sequence the canonical dump equals the model's",
            why: "What is stored wrongly and not read today is read next year.",
            hint: "The difference names the row and the column."),
        history(
            "model.invariants", .core, .generated,
            contract: "after every few commands: list = gets, counts = lists, attempts in order, no orphans, and each "
                + "index shows its rows",
            why: "Two ways of asking that answer differently make two truths.",
            hint: "The last calls of the program changed what one of the ways does not see."),
        history(
            "model.two-handles", .coordinated, .generated, kills: ["M61"],
            contract: "sequences alternating between two handles agree with the model",
            why: "Every worker has a handle of its own.",
            hint: "A handle keeps nothing of what it read."),
        history(
            "model.reopen-anywhere", .durable, .generated, needs: [.durable],
            contract: "a reopen inserted at any point changes nothing",
            why: "A program is restarted at every point.",
            hint: "Durable before the call returns; nothing that counts is kept in memory."),
        history(
            "model.time-travel", .coordinated, .generated, kills: ["M28"],
            contract: "sequences with clock advances agree with the model on every expiry",
            why: "Leases, waits and times to live end at a microsecond, whoever looks.",
            hint: "Whatever ends at a time has ended at that time; no sweep is needed for it."),
        differential,
    ]

    private static func history(
        _ id: String, _ level: Level, _ kind: Kind, needs: [Capability] = [], kills: [String] = [], contract: String,
        why: String, hint: String
    ) -> Check {
        Check(id, level, kind, needs: needs, kills: kills, contract: contract, why: why, hint: hint) { c in
            guard let plan = ModelPlan.all[id] else { throw Inconclusive("\(id) has no plan") }
            try await ModelTest(plan: plan, suite: c.suite, check: id, seed: c.seed).run()
        }
    }

    private static let differential = Check(
        "model.differential", .coordinated, .generated,
        contract:
            "two stores fed the same sequence, one over one handle and one over two, produce byte-identical dumps",
        why: "What depends on more than the calls cannot be copied, compared or moved.",
        hint: "A backend makes no ids, reads no clock, and stores values as they are given."
    ) { c in
        let one = try await c.suite.modelDump(seed: c.seed, handles: 1)
        let two = try await c.suite.modelDump(seed: c.seed, handles: 2)
        try c.expect(one.isEmpty, false, "whether anything was stored")
        guard one != two else { return }
        let lines = (one.split(separator: "\n"), two.split(separator: "\n"))
        let position =
            zip(lines.0, lines.1).enumerated().first { $1.0 != $1.1 }?.offset ?? min(lines.0.count, lines.1.count)
        throw c.violation(
            "line \(position + 1) of the two dumps",
            expected: position < lines.0.count ? String(lines.0[position]) : "the end",
            actual: position < lines.1.count ? String(lines.1[position]) : "the end")
    }
}
