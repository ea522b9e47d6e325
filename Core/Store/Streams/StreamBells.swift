internal import Synchronization

/// Wakes the followers of a stream that are in the same process as its writer.
///
/// A hint only: a writer elsewhere rings no bell, so followers look for themselves as well.
final class StreamBells: Sendable {
    /// The bells of this process. The key of a stream holds the life of its run, which no two stores share.
    static let shared = StreamBells()

    private struct Bell {
        let latch = Latch<Void>()
        var listeners = 0
    }

    private let bells = Mutex<[Key: Bell]>([:])

    /// Whether somebody of this process waits for the stream.
    func isHeard(_ stream: Key) -> Bool { bells.withLock { $0[stream] != nil } }

    /// Something was written: wakes those who listen.
    func ring(_ stream: Key) { bells.withLock { $0.removeValue(forKey: stream) }?.latch.open(()) }

    /// Does something, and hears each ring from its beginning on.
    func listening<Answer>(to stream: Key, _ body: (Latch<Void>) async throws -> Answer) async rethrows -> Answer {
        let latch = bells.withLock { bells in
            bells[stream, default: Bell()].listeners += 1
            return bells[stream, default: Bell()].latch
        }
        defer {
            bells.withLock { bells in
                // One that has rung is gone from the list, and another may stand there.
                guard let bell = bells[stream], bell.latch === latch else { return }
                bells[stream]?.listeners -= 1
                if bell.listeners == 1 { bells[stream] = nil }
            }
        }
        return try await body(latch)
    }
}
