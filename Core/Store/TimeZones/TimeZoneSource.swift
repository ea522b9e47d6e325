#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#elseif canImport(Darwin)
    internal import Darwin
#endif
internal import Synchronization

/// Where the rules of time zones come from, by their IANA names.
public struct TimeZoneSource: Sendable {
    private let find: @Sendable (String) -> TimeZoneRules?

    /// A source that knows what the closure finds; UTC it always knows.
    public init(_ find: @escaping @Sendable (_ name: String) -> TimeZoneRules?) { self.find = find }

    /// The machine's time zone database, each zone read once for the life of the process.
    public static let system = TimeZoneSource { name in SystemTimeZones.shared.rules(name) }

    /// The time zone of this name.
    ///
    /// - Throws: `.invalidArgument` where there is none.
    public func rules(_ name: String) throws -> TimeZoneRules {
        if name == TimeZoneRules.utc.name { return .utc }
        guard Self.isName(name), let rules = find(name) else {
            if CoreFault.leavesOut(.zoneName) { return .utc }
            throw StoreError(
                .invalidArgument,
                "there is no time zone \"\(name.prefix(64))\"; give an IANA name such as Europe/Berlin, "
                    + "and see that the machine has tzdata", kind: "time zone", id: name)
        }
        return rules
    }

    /// Whether it can be a name: no path that leads out of the folder of the zones.
    private static func isName(_ name: String) -> Bool {
        guard (1...64).contains(name.utf8.count) else { return false }
        return name.split(separator: "/", omittingEmptySubsequences: false).allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy { byte in
                    switch byte {
                    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "+"):
                        true
                    default: false
                    }
                }
        }
    }
}

/// The zones that were read from the machine's files.
private final class SystemTimeZones: Sendable {
    static let shared = SystemTimeZones()

    private let known = Mutex<[String: TimeZoneRules]>([:])

    func rules(_ name: String) -> TimeZoneRules? {
        if let rules = known.withLock({ $0[name] }) { return rules }
        for folder in ["/usr/share/zoneinfo", "/etc/zoneinfo"] {
            guard let bytes = Self.read("\(folder)/\(name)"), let rules = try? TimeZoneRules(name: name, tzif: bytes)
            else { continue }
            known.withLock { $0[name] = rules }
            return rules
        }
        return nil
    }

    /// A small local file, whole; nil where it cannot be read.
    private static func read(_ path: String) -> [UInt8]? {
        // The file is closed in this function, and nothing else sees it.
        guard let file = unsafe fopen(path, "rb") else { return nil }
        defer { _ = unsafe fclose(file) }
        // Many times the largest file of the database.
        var bytes = [UInt8](repeating: 0, count: 65_536)
        // The call writes at most as many bytes as the array has.
        let count = unsafe fread(&bytes, 1, bytes.count, file)
        return Array(bytes[..<count])
    }
}
