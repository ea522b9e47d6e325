internal import Synchronization

/// Where ids and tokens come from; tests and simulations pass one with a seed.
public final class IdentifierSource: Sendable {
    private struct State {
        var random: any RandomNumberGenerator & Sendable
        var lastMillisecond: Int64 = 0
        var sequence: UInt64 = 0
        var tokens: UInt64 = 0
    }

    private let state: Mutex<State>
    private let tokenPrefix: UInt64
    /// What each id and each cursor begins with: empty but where a check shows that nobody relies on their shape.
    let mark: String

    /// A source that draws from this generator.
    public convenience init(_ random: some RandomNumberGenerator & Sendable = SystemRandomNumberGenerator()) {
        self.init(random, mark: "")
    }

    /// A source whose ids, and the cursors of whose store, begin with this text.
    package convenience init(mark: String) { self.init(SystemRandomNumberGenerator(), mark: mark) }

    private init(_ random: some RandomNumberGenerator & Sendable, mark: String) {
        var random = random
        self.mark = mark
        tokenPrefix = random.next()
        state = Mutex(State(random: random))
    }

    /// A number of at least 0 and below 1, for jitter.
    public func fraction() -> Double {
        state.withLock { Double($0.random.next() >> 11) / 9_007_199_254_740_992 }
    }

    /// Sixteen random bytes.
    public func randomBytes() -> [UInt8] {
        let (high, low) = state.withLock { ($0.random.next() as UInt64, $0.random.next() as UInt64) }
        return Self.bytes(high, low)
    }

    /// A time-ordered id of 26 characters, greater than every one drawn here before.
    ///
    /// It is 48 bits of milliseconds, 32 bits that count within the millisecond from a random start, and 50 random
    /// bits, written in Crockford's base 32 in lower case.
    public func id(at now: Timestamp) -> String {
        let (millisecond, sequence, random) = state.withLock { state in
            let millisecond = max(0, now.microseconds / 1_000)
            if millisecond > state.lastMillisecond {
                state.lastMillisecond = millisecond
                state.sequence = state.random.next() & 0x7FFF_FFFF
            } else {
                state.sequence += 1
            }
            return (state.lastMillisecond, state.sequence, state.random.next() as UInt64)
        }
        var text = mark
        text.reserveCapacity(mark.utf8.count + 26)
        Self.append(UInt64(millisecond), digits: 10, to: &text)
        Self.append(sequence, digits: 7, to: &text)
        Self.append(random, digits: 9, to: &text)
        return text
    }

    /// A token that no other insert has: 64 bits drawn when the source was made, then a count.
    func token() -> Value {
        let count = state.withLock { state in
            state.tokens += 1
            return state.tokens
        }
        return .bytes(Self.bytes(tokenPrefix, count))
    }

    private static func bytes(_ high: UInt64, _ low: UInt64) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(16)
        for word in [high, low] {
            for shift: UInt64 in [56, 48, 40, 32, 24, 16, 8, 0] {
                bytes.append(UInt8(truncatingIfNeeded: word >> shift))
            }
        }
        return bytes
    }

    private static let alphabet = Array("0123456789abcdefghjkmnpqrstvwxyz")

    private static func append(_ number: UInt64, digits: Int, to text: inout String) {
        for digit in stride(from: digits - 1, through: 0, by: -1) {
            text.append(alphabet[Int(number >> (5 * UInt64(digit)) & 31)])
        }
    }
}
