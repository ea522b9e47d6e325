// How the calls of a process are told to its parent: a letter, then what belongs to it, with spaces between.

extension RunWorkload: PortableWorkload {}
extension LeaseWorkload: PortableWorkload {}

/// The words of a line, read from the front.
private struct Words {
    private var left: ArraySlice<Substring>

    init(_ line: String) { left = line.split(separator: " ")[...] }

    mutating func word() -> Substring? { left.popFirst() }
    mutating func int() -> Int64? { left.popFirst().flatMap { Int64($0) } }
    mutating func double() -> Double? { left.popFirst().flatMap { Double($0) } }
}

extension RunWorkload.Input: LineText {
    var line: String {
        switch self {
        case .read: "r"
        case .update(let revision, let content): "u \(revision) \(content)"
        }
    }

    init?(line: String) {
        var words = Words(line)
        switch words.word() {
        case "r": self = .read
        case "u":
            guard let revision = words.int(), let content = words.int() else { return nil }
            self = .update(revision: revision, content: content)
        default: return nil
        }
    }
}

extension RunWorkload.Output: LineText {
    var line: String {
        switch self {
        case .seen(let state): "s \(state.revision) \(state.content)"
        case .updated(let state): "u \(state.revision) \(state.content)"
        case .conflict(let actual): "c \(actual)"
        }
    }

    init?(line: String) {
        var words = Words(line)
        guard let kind = words.word(), let number = words.int() else { return nil }
        guard kind != "c" else {
            self = .conflict(actual: number)
            return
        }
        guard let content = words.int() else { return nil }
        let state = RunWorkload.State(revision: number, content: content)
        self = kind == "s" ? .seen(state) : .updated(state)
    }
}

extension LeaseWorkload.Input: LineText {
    var line: String {
        switch self {
        case .read: "g"
        case .claim(let owner, let now): "c \(owner) \(now)"
        case .renew(let fence, let end, let now): "n \(fence) \(end) \(now)"
        case .release(let fence, let now): "r \(fence) \(now)"
        }
    }

    init?(line: String) {
        var words = Words(line)
        switch words.word() {
        case "g": self = .read
        case "c":
            guard let owner = words.word(), let now = words.double() else { return nil }
            self = .claim(owner: String(owner), at: now)
        case "n":
            guard let fence = words.int(), let end = words.double(), let now = words.double() else { return nil }
            self = .renew(fence: fence, until: end, at: now)
        case "r":
            guard let fence = words.int(), let now = words.double() else { return nil }
            self = .release(fence: fence, at: now)
        default: return nil
        }
    }
}

extension LeaseWorkload.Output: LineText {
    var line: String {
        switch self {
        case .seen(let state): "s \(state.owner ?? "-") \(state.fence) \(state.due)"
        case .claimed(let fence): "c \(fence)"
        case .renewed(let end): "n \(end)"
        case .released: "r"
        case .nothing: "0"
        case .fenced: "f"
        }
    }

    init?(line: String) {
        var words = Words(line)
        switch words.word() {
        case "s":
            guard let owner = words.word(), let fence = words.int(), let due = words.double() else { return nil }
            self = .seen(.init(owner: owner == "-" ? nil : String(owner), fence: fence, due: due))
        case "c":
            guard let fence = words.int() else { return nil }
            self = .claimed(fence: fence)
        case "n":
            guard let end = words.double() else { return nil }
            self = .renewed(until: end)
        case "r": self = .released
        case "0": self = .nothing
        case "f": self = .fenced
        default: return nil
        }
    }
}
