public import HoldfastCore

extension StorePlugin {
    /// Opens `memory:`, a new and empty store each time, which is gone with the process.
    public static let memory = StorePlugin(schemes: ["memory"]) { url, _ throws(BackendError) in
        guard url.rest.isEmpty else {
            throw BackendError(.invalidArgument, "a memory store has no name or place; write memory:")
        }
        return MemoryBackend()
    }
}
