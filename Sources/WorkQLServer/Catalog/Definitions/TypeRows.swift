/// The types and their functions as in PostgreSQL 15.
enum TypeRows {
    /// oid typname typlen typbyval typtype typcategory typispreferred typdelim typelem typarray
    /// typinput typoutput typreceive typsend typmodin typmodout typalign typstorage typcollation
    /// typsubscript typanalyze
    static let types = """
        16 bool 1 t b B t , 0 1000 boolin boolout boolrecv boolsend - - c p 0 - -
        17 bytea -1 f b U f , 0 1001 byteain byteaout bytearecv byteasend - - i x 0 - -
        18 char 1 t b Z f , 0 1002 charin charout charrecv charsend - - c p 0 - -
        19 name 64 f b S f , 18 1003 namein nameout namerecv namesend - - c p 950 raw_array_subscript_handler -
        20 int8 8 t b N f , 0 1016 int8in int8out int8recv int8send - - d p 0 - -
        21 int2 2 t b N f , 0 1005 int2in int2out int2recv int2send - - s p 0 - -
        22 int2vector -1 f b A f , 21 1006 int2vectorin int2vectorout int2vectorrecv int2vectorsend - - i p 0 array_subscript_handler -
        23 int4 4 t b N f , 0 1007 int4in int4out int4recv int4send - - i p 0 - -
        24 regproc 4 t b N f , 0 1008 regprocin regprocout regprocrecv regprocsend - - i p 0 - -
        25 text -1 f b S t , 0 1009 textin textout textrecv textsend - - i x 100 - -
        26 oid 4 t b N t , 0 1028 oidin oidout oidrecv oidsend - - i p 0 - -
        28 xid 4 t b U f , 0 1011 xidin xidout xidrecv xidsend - - i p 0 - -
        30 oidvector -1 f b A f , 26 1013 oidvectorin oidvectorout oidvectorrecv oidvectorsend - - i p 0 array_subscript_handler -
        32 pg_ddl_command 8 t p P f , 0 0 pg_ddl_command_in pg_ddl_command_out pg_ddl_command_recv pg_ddl_command_send - - d p 0 - -
        114 json -1 f b U f , 0 199 json_in json_out json_recv json_send - - i x 0 - -
        194 pg_node_tree -1 f b Z f , 0 0 pg_node_tree_in pg_node_tree_out pg_node_tree_recv pg_node_tree_send - - i x 100 - -
        199 _json -1 f b A f , 114 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        269 table_am_handler 4 t p P f , 0 0 table_am_handler_in table_am_handler_out - - - - i p 0 - -
        325 index_am_handler 4 t p P f , 0 0 index_am_handler_in index_am_handler_out - - - - i p 0 - -
        700 float4 4 t b N f , 0 1021 float4in float4out float4recv float4send - - i p 0 - -
        701 float8 8 t b N t , 0 1022 float8in float8out float8recv float8send - - d p 0 - -
        705 unknown -2 f p X f , 0 0 unknownin unknownout unknownrecv unknownsend - - c p 0 - -
        1000 _bool -1 f b A f , 16 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1001 _bytea -1 f b A f , 17 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1002 _char -1 f b A f , 18 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1003 _name -1 f b A f , 19 0 array_in array_out array_recv array_send - - i x 950 array_subscript_handler array_typanalyze
        1005 _int2 -1 f b A f , 21 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1006 _int2vector -1 f b A f , 22 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1007 _int4 -1 f b A f , 23 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1008 _regproc -1 f b A f , 24 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1009 _text -1 f b A f , 25 0 array_in array_out array_recv array_send - - i x 100 array_subscript_handler array_typanalyze
        1011 _xid -1 f b A f , 28 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1013 _oidvector -1 f b A f , 30 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1014 _bpchar -1 f b A f , 1042 0 array_in array_out array_recv array_send bpchartypmodin bpchartypmodout i x 100 array_subscript_handler array_typanalyze
        1015 _varchar -1 f b A f , 1043 0 array_in array_out array_recv array_send varchartypmodin varchartypmodout i x 100 array_subscript_handler array_typanalyze
        1016 _int8 -1 f b A f , 20 0 array_in array_out array_recv array_send - - d x 0 array_subscript_handler array_typanalyze
        1021 _float4 -1 f b A f , 700 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1022 _float8 -1 f b A f , 701 0 array_in array_out array_recv array_send - - d x 0 array_subscript_handler array_typanalyze
        1028 _oid -1 f b A f , 26 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1033 aclitem 12 f b U f , 0 1034 aclitemin aclitemout - - - - i p 0 - -
        1034 _aclitem -1 f b A f , 1033 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1042 bpchar -1 f b S f , 0 1014 bpcharin bpcharout bpcharrecv bpcharsend bpchartypmodin bpchartypmodout i x 100 - -
        1043 varchar -1 f b S f , 0 1015 varcharin varcharout varcharrecv varcharsend varchartypmodin varchartypmodout i x 100 - -
        1082 date 4 t b D f , 0 1182 date_in date_out date_recv date_send - - i p 0 - -
        1083 time 8 t b D f , 0 1183 time_in time_out time_recv time_send timetypmodin timetypmodout d p 0 - -
        1114 timestamp 8 t b D f , 0 1115 timestamp_in timestamp_out timestamp_recv timestamp_send timestamptypmodin timestamptypmodout d p 0 - -
        1115 _timestamp -1 f b A f , 1114 0 array_in array_out array_recv array_send timestamptypmodin timestamptypmodout d x 0 array_subscript_handler array_typanalyze
        1182 _date -1 f b A f , 1082 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        1183 _time -1 f b A f , 1083 0 array_in array_out array_recv array_send timetypmodin timetypmodout d x 0 array_subscript_handler array_typanalyze
        1184 timestamptz 8 t b D t , 0 1185 timestamptz_in timestamptz_out timestamptz_recv timestamptz_send timestamptztypmodin timestamptztypmodout d p 0 - -
        1185 _timestamptz -1 f b A f , 1184 0 array_in array_out array_recv array_send timestamptztypmodin timestamptztypmodout d x 0 array_subscript_handler array_typanalyze
        1186 interval 16 f b T t , 0 1187 interval_in interval_out interval_recv interval_send intervaltypmodin intervaltypmodout d p 0 - -
        1187 _interval -1 f b A f , 1186 0 array_in array_out array_recv array_send intervaltypmodin intervaltypmodout d x 0 array_subscript_handler array_typanalyze
        1231 _numeric -1 f b A f , 1700 0 array_in array_out array_recv array_send numerictypmodin numerictypmodout i x 0 array_subscript_handler array_typanalyze
        1266 timetz 12 f b D f , 0 1270 timetz_in timetz_out timetz_recv timetz_send timetztypmodin timetztypmodout d p 0 - -
        1270 _timetz -1 f b A f , 1266 0 array_in array_out array_recv array_send timetztypmodin timetztypmodout d x 0 array_subscript_handler array_typanalyze
        1700 numeric -1 f b N f , 0 1231 numeric_in numeric_out numeric_recv numeric_send numerictypmodin numerictypmodout i m 0 - -
        2205 regclass 4 t b N f , 0 2210 regclassin regclassout regclassrecv regclasssend - - i p 0 - -
        2206 regtype 4 t b N f , 0 2211 regtypein regtypeout regtyperecv regtypesend - - i p 0 - -
        2210 _regclass -1 f b A f , 2205 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        2211 _regtype -1 f b A f , 2206 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        2249 record -1 f p P f , 0 2287 record_in record_out record_recv record_send - - d x 0 - -
        2275 cstring -2 f p P f , 0 1263 cstring_in cstring_out cstring_recv cstring_send - - c p 0 - -
        2276 any 4 t p P f , 0 0 any_in any_out - - - - i p 0 - -
        2277 anyarray -1 f p P f , 0 0 anyarray_in anyarray_out anyarray_recv anyarray_send - - d x 0 - -
        2278 void 4 t p P f , 0 0 void_in void_out void_recv void_send - - i p 0 - -
        2279 trigger 4 t p P f , 0 0 trigger_in trigger_out - - - - i p 0 - -
        2280 language_handler 4 t p P f , 0 0 language_handler_in language_handler_out - - - - i p 0 - -
        2281 internal 8 t p P f , 0 0 internal_in internal_out - - - - d p 0 - -
        2283 anyelement 4 t p P f , 0 0 anyelement_in anyelement_out - - - - i p 0 - -
        2287 _record -1 f p P f , 2249 0 array_in array_out array_recv array_send - - d x 0 array_subscript_handler array_typanalyze
        2776 anynonarray 4 t p P f , 0 0 anynonarray_in anynonarray_out - - - - i p 0 - -
        2950 uuid 16 f b U f , 0 2951 uuid_in uuid_out uuid_recv uuid_send - - c p 0 - -
        2951 _uuid -1 f b A f , 2950 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        3115 fdw_handler 4 t p P f , 0 0 fdw_handler_in fdw_handler_out - - - - i p 0 - -
        3310 tsm_handler 4 t p P f , 0 0 tsm_handler_in tsm_handler_out - - - - i p 0 - -
        3500 anyenum 4 t p P f , 0 0 anyenum_in anyenum_out - - - - i p 0 - -
        3802 jsonb -1 f b U f , 0 3807 jsonb_in jsonb_out jsonb_recv jsonb_send - - i x 0 jsonb_subscript_handler -
        3807 _jsonb -1 f b A f , 3802 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        3831 anyrange -1 f p P f , 0 0 anyrange_in anyrange_out - - - - d x 0 - -
        3838 event_trigger 4 t p P f , 0 0 event_trigger_in event_trigger_out - - - - i p 0 - -
        4089 regnamespace 4 t b N f , 0 4090 regnamespacein regnamespaceout regnamespacerecv regnamespacesend - - i p 0 - -
        4090 _regnamespace -1 f b A f , 4089 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        4096 regrole 4 t b N f , 0 4097 regrolein regroleout regrolerecv regrolesend - - i p 0 - -
        4097 _regrole -1 f b A f , 4096 0 array_in array_out array_recv array_send - - i x 0 array_subscript_handler array_typanalyze
        4537 anymultirange -1 f p P f , 0 0 anymultirange_in anymultirange_out - - - - d x 0 - -
        4538 anycompatiblemultirange -1 f p P f , 0 0 anycompatiblemultirange_in anycompatiblemultirange_out - - - - d x 0 - -
        5077 anycompatible 4 t p P f , 0 0 anycompatible_in anycompatible_out - - - - i p 0 - -
        5078 anycompatiblearray -1 f p P f , 0 0 anycompatiblearray_in anycompatiblearray_out anycompatiblearray_recv anycompatiblearray_send - - d x 0 - -
        5079 anycompatiblenonarray 4 t p P f , 0 0 anycompatiblenonarray_in anycompatiblenonarray_out - - - - i p 0 - -
        5080 anycompatiblerange -1 f p P f , 0 0 anycompatiblerange_in anycompatiblerange_out - - - - d x 0 - -
        """

    /// oid proname prorettype provolatile proargtypes; the functions that the types refer to.
    static let functions = """
        3 heap_tableam_handler 269 v 2281; 31 byteaout 2275 i 17; 33 charout 2275 i 18; 34 \
        namein 19 i 2275; 35 nameout 2275 i 19; 38 int2in 21 i 2275; 39 int2out 2275 i 21; 40 \
        int2vectorin 22 i 2275; 41 int2vectorout 2275 i 22; 42 int4in 23 i 2275; 43 int4out \
        2275 i 23; 44 regprocin 24 s 2275; 45 regprocout 2275 s 24; 46 textin 25 i 2275; 47 \
        textout 2275 i 25; 50 xidin 28 i 2275; 51 xidout 2275 i 28; 54 oidvectorin 30 i 2275; \
        55 oidvectorout 2275 i 30; 86 pg_ddl_command_in 32 i 2275; 87 pg_ddl_command_out 2275 \
        i 32; 88 pg_ddl_command_recv 32 i 2281; 90 pg_ddl_command_send 17 i 32; 109 unknownin \
        705 i 2275; 110 unknownout 2275 i 705; 117 point_in 600 i 2275; 118 point_out 2275 i \
        600; 195 pg_node_tree_in 194 i 2275; 196 pg_node_tree_out 2275 i 194; 197 \
        pg_node_tree_recv 194 s 2281; 198 pg_node_tree_send 17 s 194; 200 float4in 700 i 2275; \
        201 float4out 2275 i 700; 214 float8in 701 i 2275; 215 float8out 2275 i 701; 267 \
        table_am_handler_in 269 i 2275; 268 table_am_handler_out 2275 i 269; 321 json_in 114 i \
        2275; 322 json_out 2275 i 114; 323 json_recv 114 i 2281; 324 json_send 17 i 114; 326 \
        index_am_handler_in 325 i 2275; 327 index_am_handler_out 2275 i 325; 330 bthandler 325 \
        v 2281; 460 int8in 20 i 2275; 461 int8out 2275 i 20; 750 array_in 2277 s 2275 26 23; \
        751 array_out 2275 s 2277; 1031 aclitemin 1033 s 2275; 1032 aclitemout 2275 s 1033; \
        1044 bpcharin 1042 i 2275 26 23; 1045 bpcharout 2275 i 1042; 1046 varcharin 1043 i \
        2275 26 23; 1047 varcharout 2275 i 1043; 1084 date_in 1082 s 2275; 1085 date_out 2275 \
        s 1082; 1143 time_in 1083 s 2275 26 23; 1144 time_out 2275 i 1083; 1150 timestamptz_in \
        1184 s 2275 26 23; 1151 timestamptz_out 2275 s 1184; 1160 interval_in 1186 s 2275 26 \
        23; 1161 interval_out 2275 s 1186; 1242 boolin 16 i 2275; 1243 boolout 2275 i 16; 1244 \
        byteain 17 i 2275; 1245 charin 18 i 2275; 1312 timestamp_in 1114 s 2275 26 23; 1313 \
        timestamp_out 2275 s 1114; 1350 timetz_in 1266 s 2275 26 23; 1351 timetz_out 2275 i \
        1266; 1490 line_in 628 i 2275; 1491 line_out 2275 i 628; 1701 numeric_in 1700 i 2275 \
        26 23; 1702 numeric_out 2275 i 1700; 1798 oidin 26 i 2275; 1799 oidout 2275 i 26; 2218 \
        regclassin 2205 s 2275; 2219 regclassout 2275 s 2205; 2220 regtypein 2206 s 2275; 2221 \
        regtypeout 2275 s 2206; 2290 record_in 2249 s 2275 26 23; 2291 record_out 2275 s 2249; \
        2292 cstring_in 2275 i 2275; 2293 cstring_out 2275 i 2275; 2294 any_in 2276 i 2275; \
        2295 any_out 2275 i 2276; 2296 anyarray_in 2277 i 2275; 2297 anyarray_out 2275 s 2277; \
        2298 void_in 2278 i 2275; 2299 void_out 2275 i 2278; 2300 trigger_in 2279 i 2275; 2301 \
        trigger_out 2275 i 2279; 2302 language_handler_in 2280 i 2275; 2303 \
        language_handler_out 2275 i 2280; 2304 internal_in 2281 i 2275; 2305 internal_out 2275 \
        i 2281; 2312 anyelement_in 2283 i 2275; 2313 anyelement_out 2275 i 2283; 2400 \
        array_recv 2277 s 2281 26 23; 2401 array_send 17 s 2277; 2402 record_recv 2249 s 2281 \
        26 23; 2403 record_send 17 s 2249; 2404 int2recv 21 i 2281; 2405 int2send 17 i 21; \
        2406 int4recv 23 i 2281; 2407 int4send 17 i 23; 2408 int8recv 20 i 2281; 2409 int8send \
        17 i 20; 2410 int2vectorrecv 22 i 2281; 2411 int2vectorsend 17 i 22; 2412 bytearecv 17 \
        i 2281; 2413 byteasend 17 i 17; 2414 textrecv 25 s 2281; 2415 textsend 17 s 25; 2416 \
        unknownrecv 705 i 2281; 2417 unknownsend 17 i 705; 2418 oidrecv 26 i 2281; 2419 \
        oidsend 17 i 26; 2420 oidvectorrecv 30 i 2281; 2421 oidvectorsend 17 i 30; 2422 \
        namerecv 19 s 2281; 2423 namesend 17 s 19; 2424 float4recv 700 i 2281; 2425 float4send \
        17 i 700; 2426 float8recv 701 i 2281; 2427 float8send 17 i 701; 2428 point_recv 600 i \
        2281; 2429 point_send 17 i 600; 2430 bpcharrecv 1042 s 2281 26 23; 2431 bpcharsend 17 \
        s 1042; 2432 varcharrecv 1043 s 2281 26 23; 2433 varcharsend 17 s 1043; 2434 charrecv \
        18 i 2281; 2435 charsend 17 i 18; 2436 boolrecv 16 i 2281; 2437 boolsend 17 i 16; 2440 \
        xidrecv 28 i 2281; 2441 xidsend 17 i 28; 2444 regprocrecv 24 i 2281; 2445 regprocsend \
        17 i 24; 2452 regclassrecv 2205 i 2281; 2453 regclasssend 17 i 2205; 2454 regtyperecv \
        2206 i 2281; 2455 regtypesend 17 i 2206; 2460 numeric_recv 1700 i 2281 26 23; 2461 \
        numeric_send 17 i 1700; 2468 date_recv 1082 i 2281; 2469 date_send 17 i 1082; 2470 \
        time_recv 1083 i 2281 26 23; 2471 time_send 17 i 1083; 2472 timetz_recv 1266 i 2281 26 \
        23; 2473 timetz_send 17 i 1266; 2474 timestamp_recv 1114 i 2281 26 23; 2475 \
        timestamp_send 17 i 1114; 2476 timestamptz_recv 1184 i 2281 26 23; 2477 \
        timestamptz_send 17 i 1184; 2478 interval_recv 1186 i 2281 26 23; 2479 interval_send \
        17 i 1186; 2488 line_recv 628 i 2281; 2489 line_send 17 i 628; 2500 cstring_recv 2275 \
        s 2281; 2501 cstring_send 17 s 2275; 2502 anyarray_recv 2277 s 2281; 2503 \
        anyarray_send 17 s 2277; 2777 anynonarray_in 2776 i 2275; 2778 anynonarray_out 2275 i \
        2776; 2903 intervaltypmodin 23 i 1263; 2904 intervaltypmodout 2275 i 23; 2905 \
        timestamptypmodin 23 i 1263; 2906 timestamptypmodout 2275 i 23; 2907 \
        timestamptztypmodin 23 i 1263; 2908 timestamptztypmodout 2275 i 23; 2909 timetypmodin \
        23 i 1263; 2910 timetypmodout 2275 i 23; 2911 timetztypmodin 23 i 1263; 2912 \
        timetztypmodout 2275 i 23; 2913 bpchartypmodin 23 i 1263; 2914 bpchartypmodout 2275 i \
        23; 2915 varchartypmodin 23 i 1263; 2916 varchartypmodout 2275 i 23; 2917 \
        numerictypmodin 23 i 1263; 2918 numerictypmodout 2275 i 23; 2952 uuid_in 2950 i 2275; \
        2953 uuid_out 2275 i 2950; 2961 uuid_recv 2950 i 2281; 2962 uuid_send 17 i 2950; 3116 \
        fdw_handler_in 3115 i 2275; 3117 fdw_handler_out 2275 i 3115; 3120 void_recv 2278 i \
        2281; 3121 void_send 17 i 2278; 3311 tsm_handler_in 3310 i 2275; 3312 tsm_handler_out \
        2275 i 3310; 3504 anyenum_in 3500 i 2275; 3505 anyenum_out 2275 s 3500; 3594 \
        event_trigger_in 3838 i 2275; 3595 event_trigger_out 2275 i 3838; 3803 jsonb_send 17 i \
        3802; 3804 jsonb_out 2275 i 3802; 3805 jsonb_recv 3802 i 2281; 3806 jsonb_in 3802 i \
        2275; 3816 array_typanalyze 16 s 2281; 3832 anyrange_in 3831 s 2275 26 23; 3833 \
        anyrange_out 2275 s 3831; 4084 regnamespacein 4089 s 2275; 4085 regnamespaceout 2275 s \
        4089; 4087 regnamespacerecv 4089 i 2281; 4088 regnamespacesend 17 i 4089; 4092 \
        regroleout 2275 s 4096; 4094 regrolerecv 4096 i 2281; 4095 regrolesend 17 i 4096; 4098 \
        regrolein 4096 s 2275; 4226 anycompatiblemultirange_in 4538 s 2275 26 23; 4227 \
        anycompatiblemultirange_out 2275 s 4538; 4229 anymultirange_in 4537 s 2275 26 23; 4230 \
        anymultirange_out 2275 s 4537; 5086 anycompatible_in 5077 i 2275; 5087 \
        anycompatible_out 2275 i 5077; 5088 anycompatiblearray_in 5078 i 2275; 5089 \
        anycompatiblearray_out 2275 s 5078; 5090 anycompatiblearray_recv 5078 s 2281; 5091 \
        anycompatiblearray_send 17 s 5078; 5092 anycompatiblenonarray_in 5079 i 2275; 5093 \
        anycompatiblenonarray_out 2275 i 5079; 5094 anycompatiblerange_in 5080 s 2275 26 23; \
        5095 anycompatiblerange_out 2275 s 5080; 6179 array_subscript_handler 2281 i 2281; \
        6180 raw_array_subscript_handler 2281 i 2281
        """
}
