import HoldfastCore
import HoldfastConformance
import HoldfastTestSupport
import Testing

@Suite struct OrderedKeyTests {
    private static let rounds = TestTier.choose(quick: 1_000, default: 20_000, full: 500_000)

    @Test(arguments: Samples.types)
    func bytesSortAsTheirValues(_ type: ColumnType) {
        var random = SeededRandom(seed: 11)
        for _ in 0..<Self.rounds {
            let left = Samples.value(type, &random)
            let right = Samples.value(type, &random)
            let isBefore = OrderedKey.encode([left]).lexicographicallyPrecedes(OrderedKey.encode([right]))
            // A null has no order among values; among keys it stands first.
            #expect(isBefore == (left.isBefore(right) ?? (left.isNull && !right.isNull)), "\(left) and \(right)")
        }
    }

    @Test func severalValuesSortByTheFirstThatDiffers() {
        var random = SeededRandom(seed: 12)
        for _ in 0..<Self.rounds {
            let types = (0...random.number(below: 3)).map { _ in random.pick(Samples.types) }
            let left = types.map { Samples.value($0, &random) }
            let right = types.map { Samples.value($0, &random) }
            let decisive = zip(left, right).first { $0 != $1 }
            let expected = decisive.map { $0.isBefore($1) ?? $0.isNull } ?? false
            let isBefore = OrderedKey.encode(left).lexicographicallyPrecedes(OrderedKey.encode(right))
            #expect(isBefore == expected, "\(left) and \(right)")
        }
    }

    @Test func decodingGivesWhatWasEncoded() {
        var random = SeededRandom(seed: 13)
        for _ in 0..<Self.rounds {
            let types = (0..<random.number(below: 5)).map { _ in random.pick(Samples.types) }
            let columns = types.enumerated().map { Column($0.offset, "c", $0.element) }
            let values = types.map { Samples.value($0, &random) }
            #expect(OrderedKey.decode(OrderedKey.encode(values), as: columns) == values)
        }
    }

    @Test func aNegativeZeroKeepsItsSign() throws {
        let decoded = OrderedKey.decode(OrderedKey.encode([.double(-0.0)]), as: [Column(0, "c", .double)])
        guard case .double(let number) = try #require(decoded?.first) else {
            Issue.record("not a double: \(decoded as Any)")
            return
        }
        #expect(number == 0 && number.sign == .minus)
    }

    @Test func noKeyBeginsAnother() {
        var random = SeededRandom(seed: 14)
        for type in Samples.types {
            for _ in 0..<500 {
                let left = Samples.value(type, &random)
                let right = Samples.value(type, &random)
                guard left != right else { continue }
                #expect(!OrderedKey.encode([left]).starts(with: OrderedKey.encode([right])), "\(left) and \(right)")
            }
        }
    }

    @Test func bytesThatAreNoKeyAreRefused() {
        let text = Column(0, "t", .text)
        let int = Column(0, "i", .int)
        let flag = Column(0, "b", .bool)
        for bytes: [UInt8] in [[], [2], [1], [1, 97], [1, 97, 0], [1, 0, 1], [1, 0xFF, 0, 0], [1, 97, 0, 0, 7]] {
            #expect(OrderedKey.decode(bytes, as: [text]) == nil, "\(bytes)")
        }
        for bytes: [UInt8] in [[1], [1, 0, 0, 0, 0, 0, 0, 0], [0, 0], [3, 0, 0, 0, 0, 0, 0, 0, 0]] {
            #expect(OrderedKey.decode(bytes, as: [int]) == nil, "\(bytes)")
        }
        #expect(OrderedKey.decode([1, 2], as: [flag]) == nil)
        #expect(OrderedKey.decode([0], as: [text, int]) == nil)
    }

    /// Cursors are these bytes and outlive the library's versions, so they may never change.
    @Test func theFormatIsFixed() {
        #expect(OrderedKey.encode([.null, .bool(true)]) == [0, 1, 1])
        #expect(OrderedKey.encode([.int(-1)]) == [1, 0x7F, 255, 255, 255, 255, 255, 255, 255])
        #expect(OrderedKey.encode([.int(258)]) == [1, 0x80, 0, 0, 0, 0, 0, 1, 2])
        #expect(OrderedKey.encode([.double(1)]) == [1, 0xBF, 0xF0, 0, 0, 0, 0, 0, 0])
        #expect(OrderedKey.encode([.double(-1)]) == [1, 0x40, 0x0F, 255, 255, 255, 255, 255, 255])
        #expect(OrderedKey.encode([.text("é"), .bytes([0, 1])]) == [1, 0xC3, 0xA9, 0, 0, 1, 0, 0xFF, 1, 0, 0])
    }
}
