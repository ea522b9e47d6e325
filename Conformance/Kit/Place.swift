internal import Synchronization

#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// A place for data that no other check uses, with its own clock, seed and faults.
public struct Place: Sendable {
    /// Letters, digits and hyphens: fit for a file name, a schema or a key prefix. No two runs of a check share one.
    public let id: String
    /// Where generated input comes from.
    public let seed: UInt64
    /// The time of every store of this check.
    public let time: VirtualTime
    /// What goes wrong at the backend's own seam: a backend under test asks it before each request that it makes.
    public let faults: FaultSeam
    /// Whether anything may go wrong at all: where it is false, a backend need not ask ``faults``.
    public let mayFail: Bool
    /// How long a call may wait for a store that is busy or gone before it throws `.unavailable`; 30 s, or less where a
    /// check waits for that. All handles of a check get the same.
    public internal(set) var patience = Duration.seconds(30)
    private let root: String

    init(check: String, seed: UInt64, mayFail: Bool = false) {
        let life = Self.lives.add(1, ordering: .relaxed).newValue
        let name = check.replacing(".", with: "-")
        self.init(
            id: "\(name)-\(String(seed, radix: 36))-\(Self.process)-\(String(life, radix: 36))", seed: seed,
            mayFail: mayFail)
    }

    /// A place that another process made.
    package init(id: String, seed: UInt64, mayFail: Bool = false) {
        self.id = id
        self.seed = seed
        self.mayFail = mayFail
        time = VirtualTime()
        faults = FaultSeam()
        root = FileManager.default.temporaryDirectory.appending(path: "holdfast-conformance").path
    }

    private static let lives = Atomic(0)
    /// Not the process's number, which in a container is the same each time: what a killed run left would be found.
    private static let process = String(UInt32.random(in: 0...UInt32.max), radix: 36)

    /// A folder for the data, made by the first who asks; it is removed after the check.
    public var folder: String {
        get throws {
            let path = "\(root)/\(id)"
            try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
            return path
        }
    }

    func removeFolder() {
        // Most checks never made one.
        try? FileManager.default.removeItem(atPath: "\(root)/\(id)")
    }
}
