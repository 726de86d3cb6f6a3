/// What the name of a file that stands for a table may end in, without the dot.
package enum ReadableEndings {
    package static let all = FileSource.Format.allCases.map(\.rawValue)
}
