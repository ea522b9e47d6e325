#if SQLite
    import Foundation
    import HoldfastCore
    import HoldfastSQLite

    /// Fenced step commits a second, through Holdfast and by hand, on files of their own.
    struct StepCommits {
        /// Where a commit enters.
        enum Layer: String {
            /// Below Core: the backend alone.
            case backend
            /// As a worker commits: validated, encoded and fenced by Core.
            case store
        }

        let layer: Layer
        let folder: String
        let synchronous: SQLiteConfiguration.Synchronous
        let inFlight: Int
        let commits: Int

        var name: String { "\(layer.rawValue), \(synchronous == .full ? "FULL" : "NORMAL"), \(inFlight) in flight" }

        /// One round of each, in alternating order.
        func measure(_ round: Int) async throws -> (holdfast: Double, byHand: Double) {
            if round.isMultiple(of: 2) {
                let backend = try await holdfastRate()
                return (backend, try await byHandRate())
            }
            let byHand = try await byHandRate()
            return (try await holdfastRate(), byHand)
        }

        private func holdfastRate() async throws -> Double {
            layer == .store ? try await storeRate() : try await backendRate()
        }

        private func storeRate() async throws -> Double {
            try await withFile { path, backend in
                let store = Store(backend: backend, namespace: "bench-store")
                for lane in 0..<inFlight { try await store.runs.create(NewRun("bench", id: RunID("run-\(lane)"))) }
                let claims = try await store.leases.claim(
                    routes: ["default"], limit: inFlight, owner: "worker-1", duration: .hours(1))
                precondition(claims.count == inFlight, "every run is claimed")
                let output = Payload(bytes: [UInt8](repeating: 7, count: 256))
                let start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for claim in claims {
                        group.addTask {
                            var lease = claim.lease
                            for number in 1...commits / inFlight {
                                var step = StepRecord(key: "step-\(number)", position: number, output: output)
                                step.worker = "worker-1"
                                step.startedAt = lease.claimedAt
                                step.completedAt = lease.claimedAt
                                guard case .committed(let renewed) = try await store.steps.commit(step, lease: lease)
                                else { preconditionFailure("the step is new and its run is owned") }
                                lease = renewed
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                return rate(since: start)
            }
        }

        private func backendRate() async throws -> Double {
            try await withFile { path, backend in
                let work = steps
                let start = ContinuousClock.now
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for lane in work {
                        group.addTask {
                            for step in lane {
                                guard case .applied = try await backend.commit(step.batch) else {
                                    preconditionFailure("the step is new and its run is owned")
                                }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                return rate(since: start)
            }
        }

        private func byHandRate() async throws -> Double {
            try await withFile { path, backend in
                await backend.close()
                let level = synchronous == .full ? "FULL" : "NORMAL"
                let hand = try HandWritten(path: path, synchronous: level)
                let work = steps
                let start = ContinuousClock.now
                for position in work[0].indices {
                    hand.beginGroup()
                    for lane in work { hand.commitStep(lane[position]) }
                    hand.commitGroup()
                }
                return rate(since: start)
            }
        }

        private var steps: [[StepContent]] {
            (0..<inFlight).map { lane in
                (0..<commits / inFlight).map { StepContent(namespace: "bench", run: lane, seq: $0) }
            }
        }

        private func rate(since start: ContinuousClock.Instant) -> Double {
            let seconds = (ContinuousClock.now - start) / .seconds(1)
            return Double(commits / inFlight * inFlight) / seconds
        }

        private func withFile(_ body: (String, SQLiteBackend) async throws -> Double) async throws -> Double {
            let path = "\(folder)/bench.db"
            defer { for ending in ["", "-wal", "-shm"] { try? FileManager.default.removeItem(atPath: path + ending) } }
            var configuration = SQLiteConfiguration()
            configuration.synchronous = synchronous
            let backend = SQLiteBackend(path: path, configuration: configuration)
            try await backend.migrate(Migration.holdfast, dryRun: false)
            for lane in 0..<inFlight {
                _ = try await backend.commit(WriteBatch([.insert(StepContent.run(namespace: "bench", lane))]))
            }
            let result = try await body(path, backend)
            await backend.close()
            return result
        }
    }
#endif
