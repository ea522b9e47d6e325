#if SQLite
    internal import HoldfastConformance
    internal import HoldfastCore
    internal import Synchronization

    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    /// A disk beneath SQLite that fails as a seam says, and forgets what was not synchronised when the power fails.
    ///
    /// Every write goes to the file at once, as into the cache of an operating system; what it replaced is kept until
    /// the file is synchronised, so that it can be taken back.
    final class FaultyDisk: Sendable {
        fileprivate struct State {
            var isOff = false
            var openFiles = 0
            var changes: [String: [Change]] = [:]
            var databases: Set<String> = []
            var random: SeededRandom
        }

        let seam: FaultSeam
        private let state: Mutex<State>

        init(_ seam: FaultSeam, seed: UInt64) {
            self.seam = seam
            state = Mutex(State(random: SeededRandom(seed: seed)))
        }

        /// What happens to a request; from a loss of power on, that.
        func meet(_ request: DiskRequest, _ file: FileKind) -> FaultSeam.Fault? {
            if state.withLock({ $0.isOff }) { return .powerLoss }
            let fault = seam.fault(for: request.seamRequest(file))
            if fault == .powerLoss { state.withLock { $0.isOff = true } }
            return fault
        }

        /// One more file is to be opened; false where the disk is off. The first after a loss of power finds what the
        /// disk kept.
        func open(_ path: String, _ kind: FileKind) -> Bool {
            state.withLock { state in
                if state.isOff {
                    guard state.openFiles == 0 else { return false }
                    state.losePower()
                }
                state.openFiles += 1
                if kind == .database { state.databases.insert(path) }
                return true
            }
        }

        func closed() { state.withLock { $0.openFiles -= 1 } }

        /// A change that is about to be made.
        func note(_ change: Change, _ path: String) { state.withLock { $0.changes[path, default: []].append(change) } }

        /// All that was written to the file is on the disk, or the file is gone.
        func settled(_ path: String) { state.withLock { $0.changes[path] = nil } }
    }

    extension FaultyDisk.State {
        /// Leaves the files as a disk might, and switches it on again.
        fileprivate mutating func losePower() {
            for (path, changes) in changes.sorted(by: { $0.key < $1.key }) {
                for change in changes.reversed() { change.undo(path) }
                // All is lost, all is kept, or any sector of any write: whatever came to the disk first.
                let mood = random.number(below: 4)
                for change in changes { change.redo(path) { mood == 0 ? false : mood == 1 || random.once(in: 2) } }
            }
            changes = [:]
            // The index of the log is shared memory, which a loss of power does not leave behind.
            for path in databases { unsafe unlink(path + "-shm") }
            isOff = false
        }
    }
#endif
