/// A column of a file's rows, or a part of one that is a list, a map or a struct.
struct SchemaNode: Equatable, Sendable {
    enum Repetition: Int, Sendable {
        case required
        case optional
        case repeated
    }

    enum Shape: Sendable {
        case plain, list, map
    }

    var name: String
    var repetition: Repetition
    var shape: Shape
    /// The levels of a value that is present.
    var maxDefinition: Int
    var maxRepetition: Int
    /// Whether it contains values itself.
    var isLeaf: Bool
    /// The leaves that it is or contains.
    var leaves: Range<Int>
    var children: [SchemaNode] = []
}

extension SchemaNode.Shape {
    init(_ element: ThriftValue) {
        let logical = element[10]
        if logical?[3] != nil || element[6]?.int == 3 {
            self = .list
        } else if logical?[2] != nil || element[6]?.int == 1 || element[6]?.int == 2 {
            self = .map
        } else {
            self = .plain
        }
    }
}
