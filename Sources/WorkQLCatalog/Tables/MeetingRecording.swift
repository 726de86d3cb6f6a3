extension Table {
    static let meetingRecording = Table(
        name: "meeting_recording",
        summary: "cloud recordings of the meetings that this app created",
        label: "会议录制",
        endpoint: .meetingRecordList,
        rows: RowPath("record_meetings", "record_list"),
        columns: recording + [
            .json(
                "record_files", "the files as a list; one row each in meeting_recording_file",
                "录制文件列表", spellings: ["record_files", "record_file_list"]
            ).listing(.json),
            createdBy,
        ],
        time: "meeting_start_time",
        identity: ["meeting_record_id", "userid"])

    static let meetingRecordingFile = Table(
        name: "meeting_recording_file",
        summary: "the files of those recordings, one row per file",
        label: "会议录制文件",
        endpoint: .meetingRecordList,
        rows: RowPath(
            "record_meetings", "record_list", nested: ["record_files", "record_file_list"]),
        columns: recording.map(\.ofParent) + [createdBy] + [
            .text("record_file_id", "id of the file", "录制文件 ID"),
            .timestamp("record_start_time", .milliseconds, "when the file begins", "开始录制时间"),
            .timestamp("record_end_time", .milliseconds, "when the file ends", "结束录制时间"),
        ] + sharing + [
            .boolean(
                "required_attendee", "only attendees may watch; NULL when not shared", "仅参会成员可查看")
        ],
        time: "record_start_time",
        identity: ["meeting_record_id", "record_file_id", "userid"])

    private static let recording: [Column] = [
        .text("meeting_record_id", "id of the recording", "会议录制 ID"),
        .text("meetingid", "id of the meeting", "会议 ID"),
        .text("meeting_code", "code of the meeting", "会议 code"),
        .text("host_user_id", "the meeting's host", "主持人userid").ofPerson,
        .timestamp("meeting_start_time", .milliseconds, "when the meeting began", "会议开始时间"),
        .text("title", "subject of the meeting", "会议主题"),
        .integer(
            "state", "state of the recording; files are available only in state 3", "录制状态",
            codes: [
                .code(1, "录制中", "recording"), .code(2, "转码中", "transcoding"),
                .code(3, "转码完成", "finished"),
            ]),
    ]

    private static let createdBy = Column.asked(
        "userid", .text,
        "the creator, for whom the call was made; NULL where the condition is about the meeting",
        "待查询成员的userid"
    ).ofPerson

    /// The columns of a file's size and sharing, which both services describe in the same words.
    static let sharing: [Column] = [
        .integer("record_size", "size in bytes", "文件大小（单位字节）"),
        .integer(
            "sharing_state", "whether the file is shared", "共享状态",
            codes: [.code(0, "未开启", "not shared"), .code(1, "开启", "shared")]),
        .text("sharing_url", "link; NULL when not shared", "共享链接").without(.null),
        .boolean("required_same_corp", "only the company's members may watch", "仅企业成员可查看"),
        .text("password", "password of the link", "访问密码"),
        .integer("sharing_expire", "how long the link is usable, in ms; 0 is for ever", "共享链接有效期"),
        .boolean("allow_download", "whether it may be downloaded", "是否允许下载"),
    ]
}

extension Endpoint {
    /// The page requires one of the three keys; if several are sent, `meetingid` takes precedence
    /// over `meeting_code`, and that over `userid`. The key that rows do not contain is the first,
    /// because only it cannot be checked afterwards.
    static let meetingRecordList = Endpoint(
        name: "meeting/record/list",
        service: .wecom,
        method: .post,
        path: "/cgi-bin/meeting/record/list",
        page: "https://developer.work.weixin.qq.com/document/path/98192",
        range: RangeParameter(
            start: "start_time", end: "end_time", longest: 31 * 86_400, meaning: .chosenByService,
            recordsPast: true),
        keys: KeyParameters(
            parameters: [
                KeyParameter(
                    column: "userid", form: .single("userid"), maximum: 1,
                    suppliedBy: ColumnReference(
                        table: "member", column: "userid", summary: "every visible member")),
                KeyParameter(column: "meetingid", form: .single("meetingid"), maximum: 1),
                KeyParameter(column: "meeting_code", form: .single("meeting_code"), maximum: 1),
            ],
            rule: .exactlyOne),
        choices: [],
        constants: [],
        paging: .cursor(
            limit: "limit", maximum: 20, cursor: "cursor", next: "next_cursor", more: "has_more"),
        quota: .wecomDefault,
        // Recordings are transcoded, renamed and shared afterwards.
        freshness: .after(days: 7, freshFor: 10))
}
