import HoldfastCore
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        ("null", JSONValue.null), ("true", .bool(true)), ("0", .int(0)), ("-0", .int(0)), ("1", .int(1)),
        ("1.0", .double(1)), ("-0.0", .double(-0.0)), ("1e3", .double(1_000)),
        ("9223372036854775807", .int(.max)), ("-9223372036854775808", .int(.min)),
        ("9007199254740993", .int(9_007_199_254_740_993)), ("9223372036854775808", .double(9.223372036854775808e18)),
        ("\"\\u00e9\\n\\ud83d\\ude00\"", .string("é\n😀")), (" [ 1 , [ ] ] ", .array([.int(1), .array([])])),
        ("{\"a\":{\"b\":[null]}}", .object(["a": .object(["b": .array([.null])])])),
    ])
    func textIsReadAsItIs(_ text: String, _ value: JSONValue) throws {
        let read = try #require(JSONValue(text: text))
        #expect(read == value)
        #expect(JSONValue(text: read.text) == read)
    }

    @Test(arguments: [
        "", "nul", "01", "-", "+1", ".5", "1.", "1e", "\"", "\"\\x\"", "\"\\ud800\"", "\"a\nb\"", "[1,]", "{\"a\"}",
        "{\"a\":1,}", "[1] 2", "{a:1}", "NaN", "1e999",
    ])
    func whatIsNoJSONIsRefused(_ text: String) { #expect(JSONValue(text: text) == nil) }

    @Test func typesAreKeptApart() {
        let values: [JSONValue] = [.int(1), .double(1), .string("1"), .bool(true), .null]
        for (left, a) in values.enumerated() {
            for (right, b) in values.enumerated() { #expect((a == b) == (left == right)) }
        }
        #expect(JSONValue.string("\u{e9}") != .string("e\u{301}"), "two normal forms are two strings")
    }

    @Test func containmentIsRecursiveAndIgnoresOrder() {
        let whole: JSONValue = ["a": ["b": 1, "c": [1, 2, ["x": true]]], "d": .null]
        #expect(whole.contains(["a": ["c": [["x": true], 1]]]))
        #expect(whole.contains(["d": .null]))
        #expect(!whole.contains(["e": .null]), "a missing key is not null")
        #expect(!whole.contains(["a": ["b": 1.0]]))
        #expect(!whole.contains(["a": ["c": [3]]]))
        #expect(whole.contains([:]))
    }

    @Test func deepNestingIsRefusedRatherThanFatal() {
        #expect(JSONValue(text: String(repeating: "[", count: 100_000)) == nil)
        let fine = String(repeating: "[", count: 500) + String(repeating: "]", count: 500)
        #expect(JSONValue(text: fine) != nil)
    }

    @Test func keysAreSortedByBytes() {
        let object: JSONValue = ["b": 1, "a": 2, "B": 3, "é": 4, "z": 5]
        #expect(object.text == "{\"B\":3,\"a\":2,\"b\":1,\"z\":5,\"é\":4}")
    }
}
