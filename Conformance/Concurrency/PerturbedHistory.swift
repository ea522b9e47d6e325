package import HoldfastCore

/// A history under one schedule of the seeded scheduler: for tests of the kit itself.
package enum PerturbedHistory {
    /// What four clients do to one run of an empty backend; the same seed gives the same history.
    package static func ofRuns(_ backend: any StoreBackend, seed: UInt64) async throws -> History {
        try await history(of: RunWorkload(), backend, seed)
    }

    /// What four clients do for the lease of one run of an empty backend.
    package static func ofLeases(_ backend: any StoreBackend, seed: UInt64) async throws -> History {
        try await history(of: LeaseWorkload(), backend, seed)
    }

    private static func history(of work: some Workload, _ backend: any StoreBackend, _ seed: UInt64) async throws
        -> History
    {
        try await backend.migrate(Migration.holdfast, dryRun: false)
        let drive = Drive(work: work, subjects: ["r"], clients: 4, operations: 8, seed: seed)
        let recording = try drive.simulate(on: [PerturbedBackend(base: backend)], in: "n", settle: {})
        return try recording.contradiction() ?? recording.history()
    }
}
