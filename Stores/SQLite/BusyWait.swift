#if SQLite
    internal import HoldfastThreads

    #if canImport(Glibc)
        internal import Glibc
    #elseif canImport(Musl)
        internal import Musl
    #elseif canImport(Darwin)
        internal import Darwin
    #endif

    /// How a connection waits for others that hold the file: short naps of random length, up to a limit.
    ///
    /// SQLite's own naps grow to 100 ms and all alike, so that a process which commits steadily keeps others out.
    final class BusyWait {
        private static let longestNapMicroseconds: UInt32 = 4_000
        private let limit: Duration
        private var deadline: UInt64 = 0

        init(limit: Duration) { self.limit = limit }

        /// SQLite's callback: naps and returns 1 to try again, or returns 0 to give up.
        static func isToGoOn(_ context: UnsafeMutableRawPointer?, _ earlierCalls: Int32) -> Int32 {
            guard let context = unsafe context else { return 0 }
            // The connection owns the wait and outlives every call that it makes.
            let wait = unsafe Unmanaged<BusyWait>.fromOpaque(context).takeUnretainedValue()
            return wait.nap(earlierCalls) ? 1 : 0
        }

        private func nap(_ earlierCalls: Int32) -> Bool {
            if earlierCalls == 0 { deadline = MonotonicTime.after(limit) }
            guard MonotonicTime.now < deadline else { return false }
            let longest = min(Self.longestNapMicroseconds, 200 << UInt32(min(earlierCalls, 8)))
            // On the connection's own thread; at random, so that processes that met do not meet again.
            usleep(.random(in: 50...longest))
            return true
        }

        /// Runs the body again while it fails because others are in the way without SQLite having waited for them.
        func retrying<Result>(_ body: () throws(SQLiteFailure) -> Result) throws(SQLiteFailure) -> Result {
            let last = MonotonicTime.after(limit)
            while true {
                do throws(SQLiteFailure) {
                    return try body()
                } catch {
                    guard error.isBusy, MonotonicTime.now < last else { throw error }
                    // As above: SQLite has returned at once, and would again.
                    usleep(.random(in: 50...Self.longestNapMicroseconds))
                }
            }
        }
    }
#endif
