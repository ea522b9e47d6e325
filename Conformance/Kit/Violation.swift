/// A sentence of the contract that was found not to hold.
public struct Violation: Error, Sendable {
    /// The check that found it.
    public let id: String
    /// What was looked at.
    public let subject: String
    /// What the contract asks for.
    public let expected: String
    /// What was there.
    public let actual: String
    /// The seed that leads here again.
    public let seed: UInt64
    /// The file of the failed comparison.
    public let fileID: String
    /// The full path of that file.
    public let filePath: String
    /// The line of the failed comparison.
    public let line: Int
    /// The calls at the same time that led there, where there were any.
    public var history: History?
    /// What repeats exactly this failure, for ``Conformance/replay(_:)``; nil where the seed alone does.
    public internal(set) var replay: String?
    /// More to read where one line does not tell it, such as a program that shows the failure.
    public internal(set) var details: String?

    package init(
        id: String, subject: String, expected: String, actual: String, seed: UInt64, fileID: String, filePath: String,
        line: Int, history: History? = nil
    ) {
        self.id = id
        self.subject = subject
        self.expected = expected
        self.actual = actual
        self.seed = seed
        self.fileID = fileID
        self.filePath = filePath
        self.line = line
        self.history = history
    }
}

extension Violation: CustomStringConvertible {
    /// The id, the subject, both sides and the seed; then what else there is to read.
    public var description: String {
        let failure = """
            \(id): \(subject)
              expected: \(expected)
              actual:   \(actual)
              at \(fileID):\(line), seed \(seed)
            """
        return ([failure] + [details, replay.map { "--replay \($0)" }].compactMap { $0 }).joined(separator: "\n")
    }
}
