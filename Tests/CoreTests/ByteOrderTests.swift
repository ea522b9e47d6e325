import HoldfastCore
import Testing

@Suite struct ByteOrderTests {
    @Test func textIsComparedByItsBytes() {
        #expect(Value.text("é") != Value.text("e\u{301}"))
        #expect(Set([Value.text("é"), .text("e\u{301}")]).count == 2)
        // UTF-16, which other languages sort by, has it the other way round.
        #expect(Value.text("\u{FFFF}").isBefore(.text("😀")) == true)
        #expect(Value.text("Z").isBefore(.text("a")) == true)
        #expect(Value.text("").isBefore(.text("\u{1}")) == true)
        #expect(Value.text("a").isBefore(.text("a")) == false)
    }

    @Test func nullsAndTwoTypesHaveNoOrder() {
        #expect(Value.null.isBefore(.int(1)) == nil)
        #expect(Value.int(1).isBefore(.null) == nil)
        #expect(Value.null.isBefore(.null) == nil)
        #expect(Value.int(1).isBefore(.double(2)) == nil)
        #expect(Value.text("1").isBefore(.bytes([50])) == nil)
    }

    @Test func aSuccessorStandsAfterAllTextsWithThePrefixAndNoOther() throws {
        var random = SeededRandom(seed: 21)
        for _ in 0..<1_000 {
            let prefix = Samples.text(&random)
            let text = Samples.text(&random)
            guard let successor = ByteOrder.successor(ofPrefix: prefix) else {
                #expect(prefix.unicodeScalars.allSatisfy { $0.value == 0x10_FFFF })
                continue
            }
            let isInside = !ByteOrder.isBefore(text, prefix) && ByteOrder.isBefore(text, successor)
            #expect(isInside == Array(text.utf8).starts(with: Array(prefix.utf8)), "\(text) and \(prefix)")
        }
    }

    @Test func successorsOfKnownPrefixes() {
        #expect(ByteOrder.successor(ofPrefix: "order-") == "order.")
        #expect(ByteOrder.successor(ofPrefix: "\u{D7FF}") == "\u{E000}")
        #expect(ByteOrder.successor(ofPrefix: "a\u{10FFFF}") == "b")
        #expect(ByteOrder.successor(ofPrefix: "\u{10FFFF}") == nil)
        #expect(ByteOrder.successor(ofPrefix: "") == nil)
    }
}
