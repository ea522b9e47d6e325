internal import HoldfastCore

extension Plan {
    /// Why the level cannot be shown for this store whatever the checks say; empty where it can.
    public func obstacles(for suite: Conformance) async -> [String] {
        let capabilities: BackendCapabilities
        do {
            capabilities = try await suite.capabilities()
        } catch {
            return ["\(suite.name) cannot be opened: \(error)"]
        }
        var obstacles: [String] = []
        if isFiltered { obstacles.append("a filtered run awards no level") }
        let highest = level ?? (capabilities.durable ? .complete : .coordinated)
        for level in Check.Level.allCases where level <= highest {
            if !manifest.checks.contains(where: { $0.level == level }) {
                obstacles.append("\(level.title) has no checks")
            }
        }
        if let level, level >= .durable, !capabilities.durable {
            obstacles.append("\(level.title) is for stores that declare durable, and \(suite.name) does not")
        }
        for check in checks where check.needs.allSatisfy({ $0.isDeclared(in: capabilities) }) {
            for ability in check.uses where !suite.abilities.contains(ability) {
                obstacles.append("\(check.id) cannot run: the harness cannot do \(ability.rawValue)")
            }
        }
        return obstacles
    }
}
