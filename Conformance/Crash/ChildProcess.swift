internal import HoldfastThreads
internal import Synchronization

// The list of the environment is a variable of the C library, which nobody here changes.
#if canImport(Glibc)
    @unsafe @preconcurrency internal import Glibc
#elseif canImport(Musl)
    @unsafe @preconcurrency internal import Musl
#elseif canImport(Darwin)
    @unsafe @preconcurrency internal import Darwin
#endif

/// A program run to its end as a process of its own, on a thread that waits for it.
final class ChildProcess: Sendable {
    /// How it ended.
    struct End: Sendable {
        /// What it wrote, line by line; an unfinished line is left out.
        var lines: [String] = []
        /// The signal that ended it, or nil.
        var signal: Int32?
        /// Its exit status where no signal ended it.
        var status: Int32 = 0
    }

    /// When its parent kills it.
    struct Kill: Sendable {
        /// After this many lines of output
        let lines: Int
        /// and so many microseconds more.
        let microseconds: UInt32
    }

    private let program: String
    private let arguments: [String]
    private let kill: Kill?
    private let process = Mutex<pid_t?>(nil)
    private static let starting = Mutex(())

    init(_ program: String, _ arguments: [String], kill: Kill? = nil) {
        self.program = program
        self.arguments = arguments
        self.kill = kill
    }

    /// Runs it; nil where it could not be started. A cancelled caller's child is killed.
    func run() async -> End? {
        let end = Mutex<End?>(nil)
        await withTaskCancellationHandler {
            let thread = WorkerThread {
                let came = self.runOnThisThread()
                end.withLock { $0 = came }
            }
            await thread.ended()
        } onCancel: {
            die()
        }
        return end.withLock { $0 }
    }

    private func die() {
        process.withLock { process in if let process { _ = sendKill(process) } }
    }

    private func runOnThisThread() -> End? {
        // One at a time, so that no other child gets to hold this one's pipe before it is marked.
        let started = Self.starting.withLock { _ -> (reading: Int32, child: pid_t?)? in
            guard let (reading, writing) = Self.openPipe() else { return nil }
            let child = spawn(output: writing)
            close(writing)
            return (reading, child)
        }
        guard let (reading, child) = started else { return nil }
        defer { close(reading) }
        guard let child else { return nil }
        process.withLock { $0 = child }
        var end = End()
        end.lines = lines(from: reading, child)
        // Until it has been waited for its number belongs to nobody else; no one may kill it after that.
        process.withLock { process in
            var status: Int32 = 0
            // A local that outlives the call.
            while unsafe waitpid(child, &status, 0) == -1, errno == EINTR {}
            process = nil
            end.signal = status & 0x7F == 0 ? nil : status & 0x7F
            end.status = (status >> 8) & 0xFF
        }
        return end
    }

    /// Reads all that it writes, and kills it where that is due.
    private func lines(from reading: Int32, _ child: pid_t) -> [String] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4_096)
        var isKilled = false
        while true {
            if let kill, !isKilled, bytes.count(where: { $0 == UInt8(ascii: "\n") }) >= kill.lines {
                // On a thread of our own: the kill is to come at any time of what the child does next.
                usleep(kill.microseconds)
                _ = sendKill(child)
                isKilled = true
            }
            // The buffer lives as long as the call.
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe read(reading, $0.baseAddress, $0.count) }
            if count == -1, errno == EINTR { continue }
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        let whole = bytes.lastIndex(of: UInt8(ascii: "\n")).map { bytes[..<$0] } ?? []
        return String(decoding: whole, as: UTF8.self).split(separator: "\n").map(String.init)
    }

    // All pointers are to locals that outlive the calls; the copies of the arguments are freed at the end.
    private func spawn(output: Int32) -> pid_t? {
        #if canImport(Darwin)
            var actions: posix_spawn_file_actions_t?
        #else
            var actions = unsafe posix_spawn_file_actions_t()
        #endif
        guard unsafe posix_spawn_file_actions_init(&actions) == 0 else { return nil }
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) }
        defer { unsafe words.forEach { unsafe free($0) } }
        unsafe words.append(nil)
        var child: pid_t = 0
        return unsafe posix_spawn(&child, program, &actions, nil, words, environ) == 0 ? child : nil
    }

    /// A pipe that no program started later gets to hold.
    private static func openPipe() -> (reading: Int32, writing: Int32)? {
        var ends: [Int32] = [0, 0]
        // The array lives as long as the call.
        #if canImport(Glibc)
            let code = unsafe Glibc.pipe(&ends)
        #elseif canImport(Musl)
            let code = unsafe Musl.pipe(&ends)
        #else
            let code = unsafe Darwin.pipe(&ends)
        #endif
        guard code == 0 else { return nil }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        return (ends[0], ends[1])
    }
}

/// By the signal that nothing can catch.
private func sendKill(_ process: pid_t) -> Bool { kill(process, SIGKILL) == 0 }

/// Ends this process as `kill -9` does.
func killThisProcess() -> Never {
    _ = sendKill(getpid())
    // The signal comes at once, but the compiler does not know.
    while true { pause() }
}

/// Writes a line to the parent, past all buffers: what was said before a kill has been said.
func tellParent(_ line: String) {
    var bytes = Array((line + "\n").utf8)[...]
    while !bytes.isEmpty {
        // The bytes live as long as the call.
        let count = unsafe bytes.withUnsafeBytes { unsafe write(1, $0.baseAddress, $0.count) }
        // A parent that is gone needs no answer.
        guard count > 0 || errno == EINTR else { return }
        bytes = bytes.dropFirst(max(0, count))
    }
}
