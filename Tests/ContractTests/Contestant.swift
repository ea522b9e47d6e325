import Foundation
import HoldfastConformance
import HoldfastConformanceDisk
import HoldfastCore
import HoldfastMemory
import HoldfastTestSupport
import Synchronization

/// A backend under test, named in the test's output.
struct Contestant: Sendable, CustomStringConvertible {
    let suite: Conformance
    /// What its requests cannot suffer.
    var lacks: Set<FaultSeam.Fault> = []

    var description: String { suite.name }

    /// The quick tier leaves out the one that differs least from another.
    static let all = (TestTier.current == .quick ? [memory] : [memory, memoryWithShortPages]) + sqlite

    static let memory = inMemory("Memory") { _ in nil }
    /// Cuts pages at random, as a backend may.
    static let memoryWithShortPages = inMemory("Memory with short pages") { $0 }

    private static func inMemory(
        _ name: String, shortPages: @escaping @Sendable (UInt64) -> UInt64?
    ) -> Contestant {
        let places = MemoryPlaces()
        let suite = Conformance(name) { place in
            places.firsts.withLock { $0[place.id] = nil }
        } make: { place in
            let cut = shortPages(place.seed)
            return places.firsts.withLock { firsts in
                if let first = firsts[place.id] { return MemoryBackend(sharing: first, shortPages: cut) }
                let first = MemoryBackend(shortPages: cut)
                firsts[place.id] = first
                return first
            }
        }
        return Contestant(suite: suite)
    }

    #if SQLite
        private static let sqlite = [
            // A file sends no request twice, and answers whole or not at all.
            Contestant(
                suite: .sqlite(child: child("SQLite")), lacks: [.duplicate, .partial, .truncate, .garbage])
        ]

        /// The program of this package that does what children do, beside the test bundle.
        private static func child(_ suite: String) -> Child {
            let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
            let folder = URL(fileURLWithPath: bundle).deletingLastPathComponent().path
            return Child(program: folder + "/ConformanceChild", arguments: [suite])
        }
    #else
        private static let sqlite: [Contestant] = []
    #endif
}

/// The first handle of each namespace, which keeps its data.
private final class MemoryPlaces: Sendable {
    let firsts = Mutex<[String: MemoryBackend]>([:])
}
