#if canImport(FoundationEssentials)
    internal import FoundationEssentials
#else
    internal import Foundation
#endif

/// Turns a program's values into payloads and back.
public protocol PayloadCodec: Sendable {
    /// The bytes of a value. Throws ``StoreError`` `.invalidArgument` for one that cannot be encoded, such as NaN.
    func encode(_ value: some Encodable) throws -> Payload
    /// The value of these bytes. Throws ``StoreError`` `.corrupted` where they are none of this type.
    func decode<Content: Decodable>(_ type: Content.Type, from payload: Payload) throws -> Content
}

/// JSON with sorted keys, so that equal values give equal bytes.
public struct JSONPayloadCodec: PayloadCodec {
    /// The codec that is used where no other is named.
    public init() {}

    /// The JSON of a value; see ``PayloadCodec``.
    public func encode(_ value: some Encodable) throws -> Payload {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        do {
            return Payload(bytes: Array(try encoder.encode(value)))
        } catch {
            throw StoreError(.invalidArgument, "a value of type \(type(of: value)) cannot be encoded: \(error)")
        }
    }

    /// The value of this JSON; see ``PayloadCodec``.
    public func decode<Content: Decodable>(_ type: Content.Type, from payload: Payload) throws -> Content {
        do {
            return try JSONDecoder().decode(type, from: Data(payload.bytes))
        } catch let error as DecodingError {
            throw StoreError(.corrupted, "stored bytes are no \(type): \(Self.summary(error))")
        }
    }

    /// What is wrong and where, without the content.
    private static func summary(_ error: DecodingError) -> String {
        func path(_ context: DecodingError.Context) -> String {
            context.codingPath.isEmpty ? "the value" : context.codingPath.map(\.stringValue).joined(separator: ".")
        }
        switch error {
        case .typeMismatch(let type, let context): return "\(path(context)) is no \(type)"
        case .valueNotFound(_, let context): return "\(path(context)) is null"
        case .keyNotFound(let key, let context): return "\(path(context)) lacks \"\(key.stringValue)\""
        case .dataCorrupted(let context): return "\(path(context)) is not readable"
        @unknown default: return "they are not readable"
        }
    }
}
