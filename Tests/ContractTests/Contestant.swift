#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif
import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import HoldfastSQLite
import HoldfastTestSupport
import Synchronization

/// A backend under test, named in the test's output.
struct Contestant: Sendable, CustomStringConvertible {
    let fixture: Fixture

    var description: String { fixture.name }

    /// The quick tier leaves out the one that differs least from another.
    static let all = (TestTier.current == .quick ? [memory] : [memory, memoryWithShortPages]) + sqlite

    static let memory = inMemory("Memory") { _ in nil }
    /// Cuts pages at random, as a backend may.
    static let memoryWithShortPages = inMemory("Memory with short pages") { $0 }

    private static func inMemory(
        _ name: String, shortPages: @escaping @Sendable (UInt64) -> UInt64?
    ) -> Contestant {
        let places = MemoryPlaces()
        let fixture = Fixture(name) { place in
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
        return Contestant(fixture: fixture)
    }

    #if SQLite
        private static let sqlite = [
            Contestant(
                fixture: Fixture("SQLite") { place in
                    try FileManager.default.removeItem(at: folder(place))
                } make: { place in
                    try FileManager.default.createDirectory(at: folder(place), withIntermediateDirectories: true)
                    return SQLiteBackend(path: folder(place).appending(path: "store.db").path)
                })
        ]

        private static let runID = UUID().uuidString

        private static func folder(_ place: Fixture.Namespace) -> URL {
            FileManager.default.temporaryDirectory.appending(path: "holdfast-contract-\(runID)-\(place.id)")
        }
    #else
        private static let sqlite: [Contestant] = []
    #endif
}

/// The first handle of each namespace, which keeps its data.
private final class MemoryPlaces: Sendable {
    let firsts = Mutex<[String: MemoryBackend]>([:])
}
