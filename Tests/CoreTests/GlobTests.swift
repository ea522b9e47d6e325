import HoldfastCore
import Testing

@Suite struct GlobTests {
    @Test(arguments: [
        ("", "", true), ("", "a", false), ("a", "a", true), ("a", "ab", false), ("*", "", true),
        ("*", "anything", true),
        ("a*", "a", true), ("a*", "ba", false), ("*a", "ba", true), ("*a", "ab", false), ("a*b", "ab", true),
        ("a*b", "a/x/b", true), ("a*a", "a", false), ("a*a", "aa", true), ("*ab*ab*", "ab", false),
        ("*ab*ab*", "xabyabz", true), ("a**b", "ab", true), ("a*bc*c", "abcbc", true), ("a*bc*c", "abc", false),
        ("a?", "ab", false), ("a?", "a?", true), ("[a]", "a", false), ("%", "x", false), ("_*", "_x", true),
        ("\\*", "\\x", true), ("é*", "e\u{301}x", false),
    ])
    func onlyTheStarMeansMoreThanItself(_ pattern: String, _ text: String, _ matches: Bool) {
        #expect(Glob(pattern).matches(text) == matches, "\(pattern) on \(text)")
    }

    @Test func thePrefixEndsAtTheFirstStar() {
        #expect(Glob("tenant:acme:*:x*").prefix == "tenant:acme:")
        #expect(Glob("*x").prefix.isEmpty)
        #expect(Glob("whole").prefix == "whole")
    }
}
