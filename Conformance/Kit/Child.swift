/// How the kit starts another process on a place.
///
/// The process gets these arguments and then, each behind its name, what it is to do. It calls
/// ``Conformance/runChild(_:)`` with them, with a suite that makes the same backends.
public struct Child: Sendable {
    /// The program, as a path.
    public let program: String
    /// Its first arguments.
    public let arguments: [String]

    /// A program that is started with these arguments first.
    public init(program: String, arguments: [String]) {
        self.program = program
        self.arguments = arguments
    }
}
