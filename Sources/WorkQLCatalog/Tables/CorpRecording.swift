extension Table {
    static let corpRecording = Table(
        name: "corp_recording",
        summary: "all recordings of the Tencent Meeting account",
        label: "账户级会议录制列表",
        endpoint: .corpRecords,
        rows: RowPath("record_meetings"),
        columns: corpRecord + [
            .json(
                "record_files", "the files as a list; one row each in corp_recording_file",
                "录制文件列表", holdsFor: 6 * 3_600
            ).listing(.json)
        ],
        time: "media_start_time",
        identity: ["meeting_record_id"])

    static let corpRecordingFile = Table(
        name: "corp_recording_file",
        summary: "the files of those recordings, one row per file",
        label: "账户级会议录制文件",
        endpoint: .corpRecords,
        rows: RowPath("record_meetings", nested: ["record_files"]),
        columns: corpRecord.map(\.ofParent) + [
            .text("record_file_id", "id of the file", "录制文件 ID"),
            .timestamp("record_start_time", .milliseconds, "when the file begins", "开始录制时间"),
            .timestamp("record_end_time", .milliseconds, "when the file ends", "结束录制时间"),
        ] + sharing + [
            .boolean(
                "required_participant", "only participants may watch; NULL when not shared",
                "仅参会成员可查看"),
            .text("view_address", "link for watching; NULL when not shared", "播放地址").without(.null),
            .text(
                "download_address", "download link, for 6 hours; NULL when not allowed", "下载地址",
                holdsFor: 6 * 3_600
            ).without(.null),
        ],
        time: "record_start_time",
        identity: ["meeting_record_id", "record_file_id"])

    private static let corpRecord: [Column] = [
        .text("meeting_record_id", "id of the recording", "会议录制 ID"),
        .text("meeting_id", "id of the meeting", "会议 ID"),
        .text("meeting_code", "code of the meeting", "会议 code"),
        .text("userid", "the meeting's creator; empty for a device", "会议创建者用户 ID")
            .without(.empty),
        .timestamp("media_start_time", .milliseconds, "when the meeting began", "会议开始时间"),
        .text("subject", "subject of the meeting", "会议主题"),
        .integer(
            "state", "state of the recording; files are available only in state 3", "录制状态",
            codes: [
                .code(1, "录制中", "recording"), .code(2, "转码中", "transcoding"),
                .code(3, "转码完成", "finished"),
            ]),
        .integer(
            "record_type", "where the recording comes from", "录制文件类型",
            codes: [
                .code(0, "云录制", "cloud recording"), .code(2, "上传录制", "uploaded"),
                .code(4, "本地录制视频", "local video"), .code(5, "本地录制音频", "local audio"),
            ]),
    ]
}

extension Endpoint {
    /// `query_record_type` is always sent: the service's default is only the cloud recordings.
    static let corpRecords = Endpoint(
        name: "v1/corp/records",
        service: .tencentMeeting,
        method: .get,
        path: "/v1/corp/records",
        page: "https://cloud.tencent.com/document/product/1095",
        range: RangeParameter(
            start: "start_time", end: "end_time", longest: 31 * 86_400, meaning: .chosenByService,
            seemingColumn: "media_start_time", recordsPast: true),
        keys: .none,
        choices: [
            ChoiceParameter(
                parameter: "query_record_type", column: "record_type",
                options: [
                    .init(send: 1, covers: [.integer(0)]), .init(send: 2, covers: [.integer(2)]),
                ],
                otherwise: 0)
        ],
        constants: [
            ConstantParameter(parameter: "operator_id", value: .profile("operator_id")),
            ConstantParameter(parameter: "operator_id_type", value: .integer(1)),
        ],
        paging: .numbered(
            size: "page_size", maximum: 20, page: "page", pages: "total_page", total: "total_count"),
        quota: [Quota(calls: 10, seconds: 60, spaced: true)],
        // Recordings are transcoded, renamed and shared afterwards.
        freshness: .after(days: 7, freshFor: 10))
}
