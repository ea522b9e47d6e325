public import HoldfastCore

extension Report {
    /// The report for programs. Every id of the manifest has a verdict; those without code have `waiting`, and those
    /// that the run left out `notRun`.
    public var json: JSONValue {
        let run = Set(outcomes.map(\.check.id))
        let leftOut = runner.plan.manifest.checks.filter { !run.contains($0.id) }.map { check in
            Self.head(check, "notRun")
        }
        let waiting = runner.plan.manifest.waiting.flatMap { group in
            group.ids.map { id in
                JSONValue.object(["id": .string(id), "verdict": "waiting", "detail": .string(group.reason)])
            }
        }
        return [
            "schema_version": .int(Int64(Self.schemaVersion)), "contract_version": .string(Self.contractVersion),
            "kit_version": .string(Release.version), "manifest": .string(runner.plan.manifest.digest),
            "store": .string(store), "platform": Platform.json, "capabilities": capabilityObject,
            "abilities": .array(runner.suite.abilities.map(\.rawValue).sorted().map { .string($0) }),
            "settings": .object(runner.suite.settings.mapValues { .string($0) }), "tier": .string(runner.tier.rawValue),
            "seed": .string("\(runner.seed)"), "command": .string(runner.command),
            "level_asked": runner.plan.level.map { .string($0.name) } ?? .null,
            "filtered": .bool(runner.plan.isFiltered), "level": level.map { .string($0.name) } ?? .null,
            "exit_code": .int(Int64(exit.rawValue)), "badge": .string(badge),
            "remarks": .array(remarks.map { .string($0) }),
            "statistics": .object([
                "seconds": .double(duration.inSeconds), "verdicts": .object(counts.mapValues { .int(Int64($0)) }),
            ]),
            "checks": .array(outcomes.map(object) + leftOut.map { .object($0) } + waiting),
        ]
    }

    private static func head(_ check: Check, _ verdict: String) -> [String: JSONValue] {
        [
            "id": .string(check.id), "verdict": .string(verdict), "level": .int(Int64(check.level.rawValue)),
            "kind": .string(check.kind.rawValue), "contract": .string(check.contract),
        ]
    }

    private func object(_ outcome: Outcome) -> JSONValue {
        var members = Self.head(outcome.check, outcome.verdict.name)
        members["seed"] = .string("\(outcome.seed)")
        members["seeds"] = .int(Int64(outcome.seeds))
        members["seconds"] = .double(outcome.duration.inSeconds)
        if outcome.isWarning { members["warning"] = true }
        if let detail = outcome.verdict.detail { members["detail"] = .string(detail) }
        if case .fail(let violation) = outcome.verdict {
            members["subject"] = .string(violation.subject)
            members["expected"] = .string(violation.expected)
            members["actual"] = .string(violation.actual)
            members["place"] = .string("\(violation.fileID):\(violation.line)")
        }
        if outcome.verdict.isFailure {
            members["why"] = .string(outcome.check.why)
            members["hint"] = .string(outcome.check.hint)
            members["repeat"] = .string(command(repeating: outcome))
        }
        return .object(members)
    }

    private var capabilityObject: JSONValue {
        var members = Dictionary(
            uniqueKeysWithValues: Check.Capability.allCases.map {
                ($0.rawValue, JSONValue.bool($0.isDeclared(in: capabilities)))
            })
        members["relaxedDurability"] = .bool(capabilities.relaxedDurability)
        members["indexLagMicroseconds"] = .int(capabilities.indexLag.wholeMicroseconds)
        return .object(members)
    }
}
