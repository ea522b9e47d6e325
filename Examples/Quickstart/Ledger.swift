import Foundation
import Glibc
import Holdfast

/// A file outside the store in which each execution of a step notes itself, so that nobody has to take the store's word
/// for what ran how often.
struct Ledger: Sendable {
    let path: String

    init(_ path: String) { self.path = path }

    /// Notes that this process begins to execute the step.
    func note(_ step: StepContext) throws {
        let line = Array("\(getpid()) \(step.key)\n".utf8)
        // Appended by one write of the system, so lines of several tasks and processes never mix.
        let file = unsafe open(path, O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw PermanentError("cannot write the ledger \(path)") }
        defer { close(file) }
        guard unsafe write(file, line, line.count) == line.count else {
            throw PermanentError("cannot write the ledger \(path)")
        }
    }

    /// All executions noted so far.
    func entries() -> [(process: Int32, step: String)] {
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        return String(decoding: data, as: UTF8.self).split(separator: "\n").compactMap { line in
            let fields = line.split(separator: " ", maxSplits: 1)
            guard fields.count == 2, let process = Int32(fields[0]) else { return nil }
            return (process, String(fields[1]))
        }
    }
}
