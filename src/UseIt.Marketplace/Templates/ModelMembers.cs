using System.Collections.Concurrent;
using System.Reflection;
using System.Text.Json.Serialization;
using Scriban;
using Scriban.Parsing;
using Scriban.Runtime;
using Scriban.Syntax;

namespace UseIt.Marketplace.Templates;

/// <summary>
/// The members of an object of the model: read, never changed, and silent about why one of them cannot be read. One that was renamed keeps
/// the name under which it is frozen (<see cref="JsonPropertyNameAttribute"/>), and templates of before find it by that.
/// </summary>
internal sealed class ModelMembers(IObjectAccessor inner) : IObjectAccessor
{
    private static readonly ConcurrentDictionary<Type, IReadOnlyDictionary<string, string>> Former = new();

    public bool HasIndexer => false;
    public Type? IndexType => null;

    public int GetMemberCount(TemplateContext context, SourceSpan span, object target) => inner.GetMemberCount(context, span, target);

    public IEnumerable<string> GetMembers(TemplateContext context, SourceSpan span, object target) =>
        inner.GetMembers(context, span, target);

    public bool HasMember(TemplateContext context, SourceSpan span, object target, string member) =>
        inner.HasMember(context, span, target, member) || NamesOf(target).ContainsKey(member);

    public bool TryGetValue(TemplateContext context, SourceSpan span, object target, string member, out object? value)
    {
        try
        {
            return inner.TryGetValue(context, span, target, member, out value)
                || NamesOf(target).GetValueOrDefault(member) is { } now && inner.TryGetValue(context, span, target, now, out value);
        }
        catch (Exception e) when (e is not ScriptRuntimeException)
        {
            throw new ScriptRuntimeException(span, $"The member `{member}` could not be read.");
        }
    }

    public bool TryGetItem(TemplateContext context, SourceSpan span, object target, object index, out object? value)
    {
        value = null;
        return false;
    }

    public bool TrySetValue(TemplateContext context, SourceSpan span, object target, string member, object? value) => false;

    public bool TrySetItem(TemplateContext context, SourceSpan span, object target, object index, object? value) => false;

    private static IReadOnlyDictionary<string, string> NamesOf(object target) =>
        Former.GetOrAdd(
            target.GetType(),
            type =>
                type.GetProperties(BindingFlags.Public | BindingFlags.Instance)
                    .Select(p => (Now: StandardMemberRenamer.Rename(p), Frozen: p.GetCustomAttribute<JsonPropertyNameAttribute>()?.Name))
                    .Where(p => p.Frozen is not null && StandardMemberRenamer.Rename(p.Frozen) != p.Now)
                    .ToDictionary(p => StandardMemberRenamer.Rename(p.Frozen!), p => p.Now, StringComparer.Ordinal)
        );
}

/// <summary>The items of a list of the model: read, never changed.</summary>
internal sealed class ModelItems(IListAccessor inner) : IListAccessor
{
    public int GetLength(TemplateContext context, SourceSpan span, object target) => inner.GetLength(context, span, target);

    public object? GetValue(TemplateContext context, SourceSpan span, object target, int index) =>
        inner.GetValue(context, span, target, index);

    public void SetValue(TemplateContext context, SourceSpan span, object target, int index, object? value) =>
        throw new ScriptRuntimeException(span, "A template cannot change the model.");
}
