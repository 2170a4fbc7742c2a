namespace UseIt.Messaging;

/// <summary>A broken rule as a value: a stable code, the field it concerns and the sentence people read.</summary>
public sealed record Refusal(string Code, string? Field, string Sentence, IReadOnlyDictionary<string, object?>? Arguments = null);
