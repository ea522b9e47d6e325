/// Two texts that differ, each cut to what surrounds the first difference where they are too long to compare by eye.
struct Excerpts {
    let expected: String
    let actual: String

    /// Fits on a few lines of a terminal.
    private static let most = 480

    init(expected: String, actual: String) {
        guard max(expected.count, actual.count) > Self.most else {
            self.expected = expected
            self.actual = actual
            return
        }
        let same = zip(expected, actual).prefix { $0 == $1 }.count
        // The beginning of what differs says what it belongs to.
        let start = max(0, same - Self.most / 4)
        self.expected = Self.cut(expected, from: start)
        self.actual = Self.cut(actual, from: start)
    }

    private static func cut(_ text: String, from start: Int) -> String {
        let rest = text.dropFirst(start)
        let middle = rest.prefix(most)
        return (start > 0 ? "… (\(start) characters) " : "") + middle
            + (middle.count < rest.count ? " … (\(rest.count - middle.count) more)" : "")
    }
}
