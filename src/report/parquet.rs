//! The rows of a sweep as Parquet, written and read group by group, so that memory does not grow with the rows.
//!
//! Groups are cut by the number of rows since the file's first, whatever batches the rows come in: the same rows give the
//! same bytes. A number that is missing is null; an exact count is its decimal digits as text.

use crate::analysis::sweep::batch::{RowBatch, Values, Whole};
use crate::analysis::sweep::column::{Column, ColumnKind};
use num_bigint::BigUint;
use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::column::reader::get_typed_column_reader;
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DataType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::file::reader::{ChunkReader, FileReader, SerializedFileReader};
use parquet::file::writer::{SerializedFileWriter, SerializedRowGroupWriter};
use parquet::schema::types::{ColumnPath, Type};
use std::io::{Error, Result, Write};
use std::sync::Arc;

/// Rows of a group.
const GROUP: usize = 32_768;

fn failed(error: ParquetError) -> Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<Error>() {
            Ok(inner) => *inner,
            Err(inner) => Error::other(inner),
        },
        other => Error::other(other),
    }
}

/// A file being written.
pub struct Writer<W: Write + Send> {
    file: SerializedFileWriter<W>,
    columns: Vec<Column>,
    waiting: RowBatch,
}

impl<W: Write + Send> Writer<W> {
    /// Begins a file of these columns; `about` stands in it as metadata, beside what each column means.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn new(out: W, columns: &[Column], about: &[(&str, String)]) -> Result<Self> {
        let meanings: serde_json::Map<String, serde_json::Value> =
            columns.iter().map(|column| (column.name.clone(), column.about.clone().into())).collect();
        let mut metadata: Vec<KeyValue> =
            about.iter().map(|(key, value)| KeyValue::new(format!("zopa.{key}"), value.clone())).collect();
        metadata.push(KeyValue::new("zopa.columns".to_owned(), serde_json::Value::Object(meanings).to_string()));
        let mut properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("zopa ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_statistics_enabled(EnabledStatistics::Chunk)
            .set_key_value_metadata(Some(metadata));
        let mut fields = Vec::new();
        for column in columns {
            // Doubles seldom repeat: a dictionary costs more than it saves.
            let has_words = matches!(column.kind, ColumnKind::Word(_) | ColumnKind::Count | ColumnKind::Text);
            properties =
                properties.set_column_dictionary_enabled(ColumnPath::from(vec![column.name.clone()]), has_words);
            fields.push(Arc::new(field(column)?));
        }
        let schema = Type::group_type_builder("rows").with_fields(fields).build().map_err(failed)?;
        let file = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties.build())).map_err(failed)?;
        Ok(Self { file, columns: columns.to_vec(), waiting: RowBatch::new(columns) })
    }

    /// Adds rows.
    ///
    /// # Errors
    /// Where they cannot be written.
    pub fn push(&mut self, batch: &RowBatch) -> Result<()> {
        let mut from = 0;
        while from < batch.len() {
            let to = batch.len().min(from + GROUP - self.waiting.len());
            self.waiting.extend(batch, from..to);
            from = to;
            if self.waiting.len() == GROUP {
                self.flush()?;
            }
        }
        Ok(())
    }

    fn flush(&mut self) -> Result<()> {
        let mut group = self.file.next_row_group().map_err(failed)?;
        for (column, values) in self.columns.iter().zip(&self.waiting.values) {
            write_column(&mut group, &column.kind, values)?;
        }
        group.close().map_err(failed)?;
        self.waiting.clear();
        Ok(())
    }

    /// Writes what is left.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn finish(mut self) -> Result<()> {
        if !self.waiting.is_empty() {
            self.flush()?;
        }
        self.file.close().map_err(failed).map(|_| ())
    }
}

fn field(column: &Column) -> Result<Type> {
    let (physical, logical, repetition) = match column.kind {
        ColumnKind::Place => (Physical::INT64, Some(LogicalType::integer(64, false)), Repetition::REQUIRED),
        ColumnKind::Number => (Physical::DOUBLE, None, Repetition::OPTIONAL),
        ColumnKind::Truth => (Physical::BOOLEAN, None, Repetition::REQUIRED),
        ColumnKind::Word(_) => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::REQUIRED),
        ColumnKind::Count | ColumnKind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String), Repetition::OPTIONAL),
    };
    let builder = Type::primitive_type_builder(&column.name, physical).with_repetition(repetition);
    builder.with_logical_type(logical).build().map_err(failed)
}

fn write_column<W: Write + Send>(
    group: &mut SerializedRowGroupWriter<W>,
    kind: &ColumnKind,
    values: &Values,
) -> Result<()> {
    match values {
        Values::Places(list) => {
            let list: Vec<i64> = list.iter().map(|place| place.cast_signed()).collect();
            put::<Int64Type, _>(group, &list, None)
        }
        Values::Numbers(list) => {
            let there: Vec<i16> = list.iter().map(|number| i16::from(!number.is_nan())).collect();
            let known: Vec<f64> = list.iter().copied().filter(|number| !number.is_nan()).collect();
            put::<DoubleType, _>(group, &known, Some(&there))
        }
        Values::Counts(list) => {
            let there: Vec<i16> = list.iter().map(|count| i16::from(*count != Whole::None)).collect();
            let text = |count: &Whole| match count {
                Whole::None => None,
                Whole::Small(count) => Some(ByteArray::from(count.to_string().into_bytes())),
                Whole::Large(count) => Some(ByteArray::from(count.to_string().into_bytes())),
            };
            let known: Vec<ByteArray> = list.iter().filter_map(text).collect();
            put::<ByteArrayType, _>(group, &known, Some(&there))
        }
        Values::Truths(list) => put::<BoolType, _>(group, list, None),
        Values::Words(list) => {
            let words: &[String] = if let ColumnKind::Word(words) = kind { words } else { &[] };
            let word = |place: &u32| words.get(*place as usize).map_or("", String::as_str);
            let list: Vec<ByteArray> = list.iter().map(|place| ByteArray::from(word(place))).collect();
            put::<ByteArrayType, _>(group, &list, None)
        }
        Values::Texts(list) => {
            let there: Vec<i16> = list.iter().map(|text| i16::from(text.is_some())).collect();
            let known: Vec<ByteArray> = list.iter().flatten().map(|text| ByteArray::from(text.as_str())).collect();
            put::<ByteArrayType, _>(group, &known, Some(&there))
        }
    }
}

fn put<T: DataType, W: Write + Send>(
    group: &mut SerializedRowGroupWriter<W>,
    values: &[T::T],
    there: Option<&[i16]>,
) -> Result<()> {
    let Some(mut column) = group.next_column().map_err(failed)? else { return Err(Error::other("no such column")) };
    column.typed::<T>().write_batch(values, there, None).map_err(failed)?;
    column.close().map_err(failed)
}

/// A file that is there.
pub struct Reader {
    file: Box<dyn FileReader>,
}

impl Reader {
    /// Opens a file.
    ///
    /// # Errors
    /// Where it is no Parquet file.
    pub fn open<R: ChunkReader + 'static>(source: R) -> Result<Self> {
        Ok(Self { file: Box::new(SerializedFileReader::new(source).map_err(failed)?) })
    }

    /// What stands in its metadata under this key.
    #[must_use]
    pub fn about(&self, key: &str) -> Option<String> {
        let metadata = self.file.metadata().file_metadata().key_value_metadata()?;
        metadata.iter().find(|entry| entry.key == format!("zopa.{key}"))?.value.clone()
    }

    /// How many groups of rows it has.
    #[must_use]
    pub fn n_groups(&self) -> usize {
        self.file.num_row_groups()
    }

    /// The rows of a group, of these columns; the error names a column that is not there or of another kind.
    ///
    /// # Errors
    /// Where it cannot be read, or has other columns.
    pub fn group(&self, place: usize, columns: &[Column]) -> Result<RowBatch> {
        let group = self.file.get_row_group(place).map_err(failed)?;
        let n = usize::try_from(group.metadata().num_rows()).map_err(Error::other)?;
        let mut batch = RowBatch::new(columns);
        for (column, values) in columns.iter().zip(&mut batch.values) {
            let missing = || Error::other(format!("no column `{}`", column.name));
            let at =
                (0..group.num_columns()).find(|at| group.metadata().column(*at).column_path().string() == column.name);
            let at = at.ok_or_else(missing)?;
            let reader = group.get_column_reader(at).map_err(failed)?;
            if group.metadata().column(at).column_type() != physical(&column.kind) {
                return Err(missing());
            }
            match values {
                Values::Places(list) => {
                    list.extend(
                        read::<Int64Type>(reader, n)?.into_iter().map(|place| place.unwrap_or(0).cast_unsigned()),
                    );
                }
                Values::Numbers(list) => {
                    list.extend(read::<DoubleType>(reader, n)?.into_iter().map(|number| number.unwrap_or(f64::NAN)));
                }
                Values::Counts(list) => list.extend(read::<ByteArrayType>(reader, n)?.into_iter().map(whole)),
                Values::Truths(list) => {
                    list.extend(read::<BoolType>(reader, n)?.into_iter().map(|truth| truth.unwrap_or(false)));
                }
                Values::Words(list) => {
                    let ColumnKind::Word(words) = &column.kind else { return Err(missing()) };
                    let place = |text: Option<ByteArray>| {
                        let text = text.map(|text| text.as_utf8().unwrap_or_default().to_owned()).unwrap_or_default();
                        words.iter().position(|word| *word == text).and_then(|place| u32::try_from(place).ok())
                    };
                    for text in read::<ByteArrayType>(reader, n)? {
                        list.push(place(text).ok_or_else(missing)?);
                    }
                }
                Values::Texts(list) => list.extend(
                    read::<ByteArrayType>(reader, n)?
                        .into_iter()
                        .map(|text| text.map(|text| text.as_utf8().unwrap_or_default().to_owned())),
                ),
            }
        }
        Ok(batch)
    }
}

fn physical(kind: &ColumnKind) -> Physical {
    match kind {
        ColumnKind::Place => Physical::INT64,
        ColumnKind::Number => Physical::DOUBLE,
        ColumnKind::Truth => Physical::BOOLEAN,
        ColumnKind::Word(_) | ColumnKind::Count | ColumnKind::Text => Physical::BYTE_ARRAY,
    }
}

fn whole(text: Option<ByteArray>) -> Whole {
    let Some(text) = text else { return Whole::None };
    let digits = text.as_utf8().unwrap_or_default();
    let large = |_| digits.parse::<BigUint>().map_or(Whole::None, |count| Whole::Large(Box::new(count)));
    digits.parse::<u64>().map_or_else(large, Whole::Small)
}

/// All values of a column, none if one is null.
fn read<T: DataType>(reader: parquet::column::reader::ColumnReader, n: usize) -> Result<Vec<Option<T::T>>> {
    let mut reader = get_typed_column_reader::<T>(reader);
    let (mut values, mut levels) = (Vec::new(), Vec::new());
    let mut done = 0;
    while done < n {
        let (records, ..) = reader.read_records(n - done, Some(&mut levels), None, &mut values).map_err(failed)?;
        if records == 0 {
            return Err(Error::other("the file ends too soon"));
        }
        done += records;
    }
    if levels.is_empty() {
        return Ok(values.into_iter().map(Some).collect());
    }
    let mut values = values.into_iter();
    Ok(levels.into_iter().map(|level| if level > 0 { values.next() } else { None }).collect())
}
