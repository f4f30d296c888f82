"""Other ways to rank the same entries, as one would write them with a library alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

from bot.core.entry import Entry
from bot.core.normalise import fold

Ranker = Callable[[str], str]  # a question -> the code of the best entry, or ""


def text_of(entry: Entry) -> str:
    """All that an entry says of itself, its phrases included: the same for every peer."""
    parts = (entry.code, entry.message, entry.description.zh, entry.description.en, *entry.phrases)
    return fold(" ".join(parts))


def brute_force(entries: Sequence[Entry]) -> Ranker:
    """`rapidfuzz.process.extractOne` with WRatio over all entries."""
    from rapidfuzz import fuzz, process

    texts = [text_of(entry) for entry in entries]

    def rank(question: str) -> str:
        best = process.extractOne(fold(question), texts, scorer=fuzz.WRatio)
        return entries[best[2]].code

    return rank


def sqlite_trigram(entries: Sequence[Entry]) -> Ranker:
    """SQLite's FTS5 with the trigram tokenizer: any trigram of the question, best bm25."""
    database = sqlite3.connect(":memory:", check_same_thread=False)
    database.execute("create virtual table entry using fts5(text, tokenize='trigram')")
    database.executemany("insert into entry(rowid, text) values (?, ?)", enumerate(map(text_of, entries)))

    def rank(question: str) -> str:
        folded = fold(question)
        trigrams = {folded[i : i + 3].replace('"', '""') for i in range(len(folded) - 2)}
        if not trigrams:
            return ""
        query = " OR ".join(f'"{trigram}"' for trigram in sorted(trigrams))
        row = database.execute("select rowid from entry where text match ? order by rank limit 1", (query,)).fetchone()
        return entries[row[0]].code if row else ""

    return rank


def tantivy_ngrams(entries: Sequence[Entry]) -> Ranker:
    """tantivy with n-grams of one to three characters and BM25."""
    import tantivy

    builder = tantivy.SchemaBuilder()
    builder.add_text_field("text", tokenizer_name="ngrams")
    builder.add_integer_field("row", stored=True)
    index = tantivy.Index(builder.build())
    analyzer = tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.ngram(1, 3)).filter(tantivy.Filter.lowercase()).build()
    index.register_tokenizer("ngrams", analyzer)
    writer = index.writer(64_000_000)
    for row, entry in enumerate(entries):
        writer.add_document(tantivy.Document(text=text_of(entry), row=row))
    writer.commit()
    writer.wait_merging_threads()
    index.reload()
    searcher = index.searcher()

    def rank(question: str) -> str:
        grams = set(analyzer.analyze(fold(question)))
        words = [tantivy.Query.term_query(index.schema, "text", gram) for gram in sorted(grams)]
        query = tantivy.Query.boolean_query([(tantivy.Occur.Should, word) for word in words])
        hits = searcher.search(query, 1).hits
        return entries[searcher.doc(hits[0][1])["row"][0]].code if hits else ""

    return rank


PEERS: dict[str, Callable[[Sequence[Entry]], Ranker]] = {
    "rapidfuzz WRatio": brute_force,
    "SQLite FTS5 trigram": sqlite_trigram,
    "tantivy ngram 1-3": tantivy_ngrams,
}
