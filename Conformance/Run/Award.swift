package import HoldfastCore

/// What a run ends with.
public enum RunExit: Int32, Sendable {
    /// The level is awarded, or what a filter chose has passed.
    case awarded = 0
    /// Something failed, passed against the ledger, or the ledger is out of date.
    case failed = 1
    /// The run was asked for wrongly.
    case wrongUsage = 2
    /// A check was asked for that is not there.
    case notFound = 3
    /// Nothing was checked, or less than the plan says.
    case nothingChecked = 4
    /// Nothing failed, but something that was to be shown was not.
    case inconclusive = 5
}

/// What the outcomes of a run are worth. Only what is shown counts: a check without exactly one outcome has none.
package struct Award {
    /// The highest level that was shown; nil for none.
    package private(set) var level: Check.Level?
    package private(set) var exit = RunExit.awarded
    /// Why it is not more.
    package private(set) var remarks: [String] = []

    private let plan: Plan
    private let outcomes: [String: [Outcome]]
    private let capabilities: BackendCapabilities

    /// - Parameter hasExpired: Whether an entry of the ledger is out of date.
    package init(_ plan: Plan, _ outcomes: [Outcome], _ capabilities: BackendCapabilities, hasExpired: Bool = false) {
        self.plan = plan
        self.outcomes = Dictionary(grouping: outcomes) { $0.check.id }
        self.capabilities = capabilities
        if plan.isFiltered {
            remarks.append("a filtered run awards no level")
        } else {
            climb()
        }
        exit = judge(hasExpired)
    }

    /// Goes up level by level, as far as all checks of each are shown.
    private mutating func climb() {
        for next in Check.Level.allCases where next <= plan.level ?? .complete {
            let members = plan.manifest.checks.filter { $0.level == next }
            if next >= .durable && !capabilities.durable {
                return remarks.append("\(next.title) is for stores that declare durable")
            }
            guard members.contains(where: { isPass($0) }) else {
                return remarks.append("no check of \(next.title) has passed")
            }
            let missing = members.filter { !isShown($0) }
            guard missing.isEmpty else {
                return remarks.append("\(next.title) is not shown: \(Self.list(missing.map(\.id)))")
            }
            level = next
        }
    }

    private func isPass(_ check: Check) -> Bool {
        if case .pass? = single(check)?.verdict { true } else { false }
    }

    private func single(_ check: Check) -> Outcome? {
        guard let found = outcomes[check.id], found.count == 1 else { return nil }
        return found.first
    }

    private func isShown(_ check: Check) -> Bool {
        guard let outcome = single(check) else { return false }
        switch outcome.verdict {
        case .pass: return true
        case .notDeclared(let capability):
            return check.needs.contains(capability) && !capability.isDeclared(in: capabilities)
        case .fail: return outcome.isWarning
        case .error, .skipped, .inconclusive, .known, .unexpectedPass, .crashed, .timeout: return false
        }
    }

    private func isKnown(_ check: Check) -> Bool {
        if case .known? = single(check)?.verdict { true } else { false }
    }

    private func judge(_ hasExpired: Bool) -> RunExit {
        let all = outcomes.values.joined()
        if hasExpired || all.contains(where: { $0.verdict.isFailure && !$0.isWarning }) { return .failed }
        guard !plan.checks.isEmpty, plan.checks.allSatisfy({ single($0) != nil }) else { return .nothingChecked }
        if all.contains(where: { $0.verdict.isOpen }) { return .inconclusive }
        guard plan.checks.contains(where: { isPass($0) }) else { return .nothingChecked }
        if plan.isFiltered { return plan.checks.allSatisfy { isShown($0) } ? .awarded : .failed }
        guard let asked = plan.level else {
            return level != nil && plan.checks.allSatisfy { isShown($0) || isKnown($0) } ? .awarded : .failed
        }
        guard level != asked else { return .awarded }
        // A level that has no checks cannot be shown.
        return plan.checks.contains { $0.level == asked } ? .failed : .nothingChecked
    }

    private static func list(_ ids: [String]) -> String {
        let rest = ids.count - 5
        return ids.prefix(5).joined(separator: ", ") + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension Check.Level {
    /// As it is shown, such as `L2 coordinated`.
    public var title: String { "L\(rawValue) \(name)" }

    /// The word that stands for it.
    public var name: String {
        switch self {
        case .core: "core"
        case .coordinated: "coordinated"
        case .durable: "durable"
        case .complete: "complete"
        }
    }
}
