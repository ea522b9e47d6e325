/// A stored payload that is more than its own bytes: what was done to it, and where it is.
///
/// It begins with C1, a byte that no UTF-8 text holds; so text such as JSON, which stands as it is, is never taken for
/// one, and other bytes that begin so are wrapped.
struct PayloadEnvelope: Equatable {
    /// A transform that was applied.
    struct Step: Equatable {
        let name: String
        let keyID: String?
    }

    /// The bytes, or where they are.
    enum Content: Equatable {
        case inline([UInt8])
        case blob(BlobName)
    }

    /// In the order in which they were applied.
    let steps: [Step]
    let content: Content

    private static let mark: [UInt8] = [0xC1, 0x48, 0x46]
    private static let version: UInt8 = 1

    static func isMarked(_ bytes: [UInt8]) -> Bool { bytes.starts(with: mark) }

    var bytes: [UInt8] {
        var bytes = Self.mark + [Self.version, UInt8(steps.count)]
        for step in steps {
            bytes.append(short: Array(step.name.utf8))
            bytes.append(short: Array((step.keyID ?? "").utf8))
        }
        switch content {
        case .inline(let content): bytes += [0] + content
        case .blob(let blob):
            bytes.append(1)
            bytes.append(word: UInt64(blob.owner.utf8.count))
            bytes += Array(blob.owner.utf8)
            bytes.append(short: Array(blob.id.utf8))
            bytes.append(word: UInt64(blob.size))
            bytes.append(word: UInt64(blob.chunks))
            bytes += blob.digest
        }
        return bytes
    }

    init(steps: [Step], content: Content) {
        self.steps = steps
        self.content = content
    }

    /// The envelope that these marked bytes are; throws `.corrupted` where they are none.
    init(_ bytes: [UInt8]) throws(BackendError) {
        guard let envelope = Self.read(bytes) else {
            throw BackendError(
                .corrupted, "a stored payload cannot be read; it is damaged, or was written by a newer version")
        }
        self = envelope
    }

    private static func read(_ bytes: [UInt8]) -> PayloadEnvelope? {
        var rest = bytes.dropFirst(mark.count)
        guard rest.popFirst() == version, let count = rest.popFirst() else { return nil }
        var steps: [Step] = []
        for _ in 0..<count {
            guard let name = rest.popText(), let keyID = rest.popText() else { return nil }
            steps.append(Step(name: name, keyID: keyID.isEmpty ? nil : keyID))
        }
        switch rest.popFirst() {
        case 0: return PayloadEnvelope(steps: steps, content: .inline(Array(rest)))
        case 1:
            guard let length = rest.popWord(), let owner = rest.popText(length), let id = rest.popText(),
                let size = rest.popWord(), let chunks = rest.popWord(), rest.count == 32
            else { return nil }
            let blob = BlobName(owner: owner, id: id, size: size, chunks: chunks, digest: Array(rest))
            return PayloadEnvelope(steps: steps, content: .blob(blob))
        default: return nil
        }
    }
}

/// A payload in chunks: which, how much, and the digest of it all.
struct BlobName: Equatable {
    let owner: String
    let id: String
    let size: Int
    let chunks: Int
    /// SHA-256 of the bytes as they are stored.
    let digest: [UInt8]
}

extension Value {
    /// The blob that the content of a payload column names; nil for all other content.
    var blob: BlobName? {
        guard let bytes, PayloadEnvelope.isMarked(bytes), case .blob(let blob)? = try? PayloadEnvelope(bytes).content
        else { return nil }
        return blob
    }
}

extension [UInt8] {
    fileprivate mutating func append(short content: [UInt8]) {
        append(UInt8(content.count))
        self += content
    }

    fileprivate mutating func append(word: UInt64) {
        for shift in stride(from: 56, through: 0, by: -8) { append(UInt8(truncatingIfNeeded: word >> shift)) }
    }
}

extension ArraySlice<UInt8> {
    fileprivate mutating func popText() -> String? { popFirst().flatMap { popText(Int($0)) } }

    fileprivate mutating func popText(_ length: Int) -> String? {
        guard length <= count else { return nil }
        defer { removeFirst(length) }
        return String(validating: prefix(length), as: UTF8.self)
    }

    fileprivate mutating func popWord() -> Int? {
        guard count >= 8 else { return nil }
        defer { removeFirst(8) }
        // A length is never negative, whatever stands there.
        return Int(exactly: prefix(8).reduce(UInt64(0)) { $0 << 8 | UInt64($1) })
    }
}
