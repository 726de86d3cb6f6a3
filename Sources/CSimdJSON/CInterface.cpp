#include <new>

#include "Decoder.hpp"

static const wql::Column &column_at(const wql_decoder *decoder, int number) {
    return decoder->decoder.columns[static_cast<size_t>(number)];
}

static const wql::Scalar &scalar_at(const wql_decoder *decoder, int number) {
    return decoder->decoder.scalars[static_cast<size_t>(number)];
}

extern "C" {

wql_decoder *wql_decoder_create(void) { return new (std::nothrow) wql_decoder(); }

void wql_decoder_destroy(wql_decoder *decoder) { delete decoder; }

int wql_add_scalar(wql_decoder *decoder, const char *object, const char *name, wql_kind kind) {
    return decoder->decoder.add_scalar(object, name, kind);
}

void wql_add_list(wql_decoder *decoder, const char *name) { decoder->decoder.add_list(name); }

void wql_add_inner_list(wql_decoder *decoder, const char *object, const char *name) {
    decoder->decoder.add_inner_list(object, name);
}

void wql_set_single_row(wql_decoder *decoder) { decoder->decoder.single_row = true; }

void wql_set_root_list(wql_decoder *decoder) { decoder->decoder.root_list = true; }

void wql_add_inner_spelling(
    wql_decoder *decoder, int column, const char *object, const char *name) {
    decoder->decoder.add_inner_spelling(column, object, name);
}

void wql_add_nested(wql_decoder *decoder, const char *name) { decoder->decoder.add_nested(name); }

void wql_set_plain_rows(wql_decoder *decoder) { decoder->decoder.plain_rows = true; }

int wql_add_column(wql_decoder *decoder, wql_level level, wql_kind kind) {
    return decoder->decoder.add_column(level, kind);
}

void wql_add_spelling(wql_decoder *decoder, int column, const char *name) {
    decoder->decoder.add_spelling(column, name);
}

wql_status
wql_decode(wql_decoder *decoder, const uint8_t *bytes, size_t count, size_t capacity) {
    try {
        decoder->decoder.decode(bytes, count, capacity);
        return WQL_DECODED;
    } catch (const wql::Stop &stop) {
        decoder->decoder.forget_rows();
        return stop.status;
    } catch (...) {
        // Only the allocation of memory can throw anything else.
        decoder->decoder.forget_rows();
        return WQL_OUT_OF_MEMORY;
    }
}

wql_failure wql_last_failure(const wql_decoder *decoder) { return decoder->decoder.failure; }

int wql_scalar_present(const wql_decoder *decoder, int scalar) {
    return scalar_at(decoder, scalar).present;
}

int64_t wql_scalar_integer(const wql_decoder *decoder, int scalar) {
    return scalar_at(decoder, scalar).integer;
}

wql_text wql_scalar_text(const wql_decoder *decoder, int scalar) {
    const std::string &text = scalar_at(decoder, scalar).text;
    return wql_text{text.data(), text.size()};
}

int wql_list_present(const wql_decoder *decoder) { return decoder->decoder.list_present; }

size_t wql_list_count(const wql_decoder *decoder) { return decoder->decoder.list_count; }

size_t wql_row_count(const wql_decoder *decoder) { return decoder->decoder.row_count; }

wql_text wql_stray_list(const wql_decoder *decoder) {
    const std::string &stray = decoder->decoder.stray;
    if (stray.empty()) { return wql_text{nullptr, 0}; }
    return wql_text{stray.data(), stray.size()};
}

const int64_t *wql_column_integers(const wql_decoder *decoder, int column) {
    return column_at(decoder, column).rows.integers.data();
}

const double *wql_column_reals(const wql_decoder *decoder, int column) {
    return column_at(decoder, column).rows.reals.data();
}

const uint32_t *wql_column_offsets(const wql_decoder *decoder, int column) {
    return column_at(decoder, column).rows.offsets.data();
}

wql_text wql_column_bytes(const wql_decoder *decoder, int column) {
    const wql::Store &store = column_at(decoder, column).rows;
    return wql_text{store.bytes.data(), store.bytes.size()};
}

const uint8_t *wql_column_validity(const wql_decoder *decoder, int column) {
    const wql::Store &store = column_at(decoder, column).rows;
    return store.nulls == 0 ? nullptr : store.validity.data();
}

}  // extern "C"
