/// Compares text by its UTF-8 bytes.
///
/// Swift's own `==`, `<` and hash treat canonically equivalent strings as one, which no database does.
package enum ByteOrder {
    package static func equal(_ left: String, _ right: String) -> Bool {
        let a = left.utf8
        let b = right.utf8
        guard a.count == b.count else { return false }
        return a.elementsEqual(b)
    }

    package static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    package static func hash(_ text: String, into hasher: inout Hasher) {
        hasher.combine(text.utf8.count)
        for byte in text.utf8 { hasher.combine(byte) }
    }

    /// The least byte string that stands after every string with this prefix, or nil where there is none.
    ///
    /// It is text again: UTF-8 keeps the order of code points, so the last one that has a successor is raised.
    package static func successor(ofPrefix prefix: String) -> String? {
        var scalars = Array(prefix.unicodeScalars)
        while let last = scalars.popLast() {
            var next = last.value + 1
            if next == 0xD800 { next = 0xE000 }  // surrogates are no code points of their own
            guard let scalar = Unicode.Scalar(next) else { continue }
            scalars.append(scalar)
            var text = ""
            text.unicodeScalars.append(contentsOf: scalars)
            return text
        }
        return nil
    }
}
