import HoldfastConformance
import HoldfastCore
import HoldfastMemory
import Synchronization

/// What the tests of transforms work with.
enum Scene {
    /// Where some payload stands.
    static var place: PayloadPlace { PayloadPlace(key("a"), StateTable.content) }

    static func key(_ name: String) -> Key {
        Key(StateTable.table, .text("default"), .text("system"), .text(name))
    }

    static func noise(_ count: Int) -> [UInt8] {
        var random = SeededRandom(seed: UInt64(count))
        return (0..<count).map { _ in UInt8(truncatingIfNeeded: random.next()) }
    }

    /// A store over these rows, through these transforms.
    static func store(_ rows: MemoryBackend, _ transforms: [any PayloadTransform]) async throws -> Store {
        let store = Store(
            backend: MemoryBackend(sharing: rows), time: VirtualTime(), payloads: PayloadOptions(transforms: transforms)
        )
        try await store.prepare()
        return store
    }
}
