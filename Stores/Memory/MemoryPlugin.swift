public import HoldfastCore

extension StorePlugin {
    /// Opens `memory:`, a new and empty store each time, which is gone with the process.
    ///
    /// Parameter: `strict=SEED`, a whole number, opens a ``StrictMemoryBackend`` of that seed instead.
    public static let memory = StorePlugin(schemes: ["memory"]) { url, _ throws(BackendError) in
        guard url.rest.isEmpty else {
            throw BackendError(.invalidArgument, "a memory store has no name or place; write memory:")
        }
        if url.parameters.isEmpty { return MemoryBackend() }
        guard url.parameters.count == 1, let seed = url.parameters["strict"].flatMap({ UInt64($0) }) else {
            throw BackendError(
                .invalidArgument, "a memory URL takes one parameter, strict=SEED, where the seed is a whole number")
        }
        return StrictMemoryBackend(seed: seed)
    }
}
