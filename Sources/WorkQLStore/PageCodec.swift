import WorkQLCatalog
import WorkQLPages

/// The serialization of pages, by which fetched pages are kept until their call is complete.
/// Numbers are in the machine's byte order: a store is not moved between machines during calls.
enum PageCodec {
    private enum Kind: UInt8 {
        case integers, reals, text, null, integer, word
    }

    static func encode(_ page: Page) -> [UInt8] {
        var writer = Writer()
        writer.number(page.further.count)
        for page in [page] + page.further {
            writer.number(page.count)
            writer.number(page.columns.count)
            for vector in page.columns { encode(vector, to: &writer) }
        }
        return writer.bytes
    }

    /// Returns nil for bytes that are not a page.
    static func decode(_ bytes: [UInt8]) -> Page? {
        var reader = Reader(bytes: bytes)
        guard let further = reader.number() else { return nil }
        var pages: [Page] = []
        for _ in 0...further {
            guard let count = reader.number(), let columns = reader.number() else { return nil }
            var vectors: [Vector] = []
            for _ in 0..<columns {
                guard let vector = decode(&reader) else { return nil }
                vectors.append(vector)
            }
            pages.append(Page(count: count, columns: vectors))
        }
        guard let first = pages.first, reader.isAtEnd else { return nil }
        return Page(
            count: first.count, columns: first.columns, further: Array(pages.dropFirst()))
    }

    private static func encode(_ vector: Vector, to writer: inout Writer) {
        switch vector {
        case .integers(let values, let validity):
            writer.kind(Kind.integers.rawValue)
            writer.array(values)
            writer.array(validity.bytes)
        case .reals(let values, let validity):
            writer.kind(Kind.reals.rawValue)
            writer.array(values)
            writer.array(validity.bytes)
        case .text(let texts):
            writer.kind(Kind.text.rawValue)
            writer.array(texts.offsets)
            writer.array(texts.bytes)
            writer.array(texts.validity.bytes)
        case .dictionary(let texts): encode(.text(texts.spread), to: &writer)
        case .constant(nil): writer.kind(Kind.null.rawValue)
        case .constant(.integer(let value)):
            writer.kind(Kind.integer.rawValue)
            writer.array([value])
        case .constant(.text(let value)):
            writer.kind(Kind.word.rawValue)
            writer.array(Array(value.utf8))
        }
    }

    private static func decode(_ reader: inout Reader) -> Vector? {
        switch reader.kind().flatMap(Kind.init) {
        case .integers:
            guard let values = reader.array(of: Int64.self), let validity = reader.validity()
            else { return nil }
            return .integers(values, validity)
        case .reals:
            guard let values = reader.array(of: Double.self), let validity = reader.validity()
            else { return nil }
            return .reals(values, validity)
        case .text:
            guard let offsets = reader.array(of: UInt32.self),
                let bytes = reader.array(of: UInt8.self), let validity = reader.validity()
            else { return nil }
            return .text(TextVector(offsets: offsets, bytes: bytes, validity: validity))
        case .null: return .constant(nil)
        case .integer:
            return reader.array(of: Int64.self)?.first.map { .constant(.integer($0)) }
        case .word:
            return reader.array(of: UInt8.self).map {
                .constant(.text(String(decoding: $0, as: UTF8.self)))
            }
        case nil: return nil
        }
    }

    private struct Writer {
        var bytes: [UInt8] = []

        mutating func kind(_ kind: UInt8) { bytes.append(kind) }

        mutating func number(_ value: Int) { array([Int64(value)], counted: false) }

        mutating func array<Element: BitwiseCopyable>(_ values: [Element], counted: Bool = true) {
            if counted { number(values.count) }
            values.withUnsafeBytes { bytes.append(contentsOf: $0) }
        }
    }

    private struct Reader {
        let bytes: [UInt8]
        private var position = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        var isAtEnd: Bool { position == bytes.count }

        mutating func kind() -> UInt8? {
            guard position < bytes.count else { return nil }
            position += 1
            return bytes[position - 1]
        }

        /// Reads a count, which is never negative and never exceeds a plausible size.
        mutating func number() -> Int? {
            guard let value = take(1, of: Int64.self)?.first, value >= 0, value < 1 << 40 else {
                return nil
            }
            return Int(value)
        }

        mutating func array<Element: BitwiseCopyable>(of type: Element.Type) -> [Element]? {
            number().flatMap { take($0, of: type) }
        }

        mutating func validity() -> Validity? {
            array(of: UInt8.self).map { Validity(bytes: $0) }
        }

        private mutating func take<Element: BitwiseCopyable>(
            _ count: Int, of type: Element.Type
        ) -> [Element]? {
            let size = MemoryLayout<Element>.stride
            guard count <= (bytes.count - position) / size else { return nil }
            defer { position += count * size }
            return bytes.withUnsafeBytes { raw in
                (0..<count).map {
                    raw.loadUnaligned(fromByteOffset: position + $0 * size, as: type)
                }
            }
        }
    }
}
