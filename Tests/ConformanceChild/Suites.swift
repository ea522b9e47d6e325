package import HoldfastConformance

#if SQLite
    import HoldfastConformanceDisk
#endif

extension Conformance {
    /// A suite whose checks start this program with its name; nil where there is none of this name.
    package static func withChild(_ name: String, child: Child? = nil) -> Conformance? {
        #if SQLite
            switch name {
            case "SQLite": return .sqlite(name, child: child)
            case "SQLite, relaxed": return .sqlite(name, child: child, relaxed: true)
            default:
                guard let flaw = BrokenBackend.Flaw(rawValue: name) else { return nil }
                return .sqlite(name, child: child, relaxed: flaw == .boastful, wrap: { BrokenBackend($0, flaw) })
            }
        #else
            return nil
        #endif
    }
}
