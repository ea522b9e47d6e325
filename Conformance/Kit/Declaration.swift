public import HoldfastCore
internal import Synchronization

/// What the backend declares of itself: read once, from one handle, so that planning and judging see the same.
final class Declaration: Sendable {
    private let reading = Mutex<Task<BackendCapabilities, any Error>?>(nil)

    func capabilities(
        _ read: @escaping @Sendable () async throws -> BackendCapabilities
    ) async throws -> BackendCapabilities {
        let task = reading.withLock { reading in
            let task = reading ?? Task { try await read() }
            reading = task
            return task
        }
        return try await task.value
    }
}

extension Conformance {
    /// What the backend declares of itself, as the first handle of this suite said it.
    public func capabilities() async throws -> BackendCapabilities {
        try await declaration.capabilities {
            let place = Place(check: "capabilities", seed: 0)
            defer { place.removeFolder() }
            do {
                let backend = try await make(place)
                await backend.close()
                try await destroy(place)
                return backend.capabilities
            } catch {
                // What kept it from being opened is the error to show.
                try? await destroy(place)
                throw error
            }
        }
    }
}
