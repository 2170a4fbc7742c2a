namespace UseIt.Marketplace.Engine;

/// <summary>A broken rule, as a value: what is wrong, where, and what to do. It is an answer, not an error of the program.</summary>
/// <param name="Code">Stable name in kebab-case; other languages are looked up by it.</param>
/// <param name="Field">The field of the command it is about, in camelCase, or null when it is about the whole.</param>
/// <param name="Sentence">The English sentence; it names what to do.</param>
/// <param name="Arguments">The values the sentence mentions, for translations.</param>
public sealed record Refusal(string Code, string? Field, string Sentence, IReadOnlyDictionary<string, object?>? Arguments = null);
