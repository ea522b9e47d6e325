/// Which checks a run is about.
public struct Plan: Sendable {
    /// The checks to run.
    public let checks: [Check]
    /// The level that the run is to show; nil for the highest that the store can reach.
    public let level: Check.Level?
    /// Whether only some of the checks were chosen: such a run awards no level.
    public let isFiltered: Bool
    let manifest: Manifest

    /// All checks up to a level, or all that there are.
    public init(level: Check.Level? = nil) { self.init(level: level, manifest: .holdfast) }

    package init(level: Check.Level?, manifest: Manifest) {
        self.manifest = manifest
        self.level = level
        isFiltered = false
        checks = manifest.checks.filter { $0.level <= level ?? .complete }
    }

    /// Some of the checks.
    ///
    /// - Parameters:
    ///   - filter: The ids that match: `*` stands for any letters, also none. Nil for all.
    ///   - ids: Ids of single checks; empty for all. Unknown ones are left out: see ``Manifest/waiting``.
    public init(level: Check.Level? = nil, filter: String?, ids: [String]) {
        self.init(level: level, filter: filter, ids: ids, manifest: .holdfast)
    }

    package init(level: Check.Level? = nil, filter: String?, ids: [String], manifest: Manifest) {
        self.manifest = manifest
        self.level = level
        isFiltered = filter != nil || !ids.isEmpty
        checks = manifest.checks.filter { check in
            check.level <= level ?? .complete && (ids.isEmpty || ids.contains(check.id))
                && filter.map { Glob.matches(check.id, $0) } ?? true
        }
    }
}

/// Patterns in which `*` stands for any letters, also none.
enum Glob {
    static func matches(_ text: String, _ pattern: String) -> Bool {
        let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
        guard parts.count > 1 else { return text == pattern }
        guard text.hasPrefix(parts[0]) else { return false }
        var rest = text.dropFirst(parts[0].count)
        for part in parts.dropFirst().dropLast() {
            guard let found = rest.firstRange(of: part) else { return false }
            rest = rest[found.upperBound...]
        }
        return rest.hasSuffix(parts[parts.count - 1])
    }
}
