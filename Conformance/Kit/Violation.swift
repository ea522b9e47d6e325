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
    /// The id, the subject, both sides and the seed.
    public var description: String {
        """
        \(id): \(subject)
          expected: \(expected)
          actual:   \(actual)
          at \(fileID):\(line), seed \(seed)
        """
    }
}
