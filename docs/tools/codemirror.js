// CodeMirror, the editor of the pages, with line numbers and the page's own colours for Python:
// docs/tools/codemirror.py bundles it. Only what is used here gets into the bundle.

import { defaultKeymap, history, historyKeymap, indentWithTab } from "@codemirror/commands"
import { pythonLanguage } from "@codemirror/lang-python"
import { bracketMatching, HighlightStyle, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language"
import { EditorSelection } from "@codemirror/state"
import { EditorView, highlightSpecialChars, keymap, lineNumbers } from "@codemirror/view"
import { tags } from "@lezer/highlight"

const coloured = (tag, name) => ({ tag, color: `var(--md-code-hl-${name}-color)` })
const colours = HighlightStyle.define([
  coloured(tags.keyword, "keyword"),
  coloured([tags.bool, tags.null], "constant"),
  coloured(tags.string, "string"),
  coloured(tags.number, "number"),
  coloured(tags.comment, "comment"),
  coloured([tags.operator, tags.derefOperator], "operator"),
  coloured(tags.punctuation, "punctuation"),
  coloured([tags.function(tags.definition(tags.variableName)), tags.definition(tags.className)], "function"),
])

// An editor like that of docs/assets/python/editor.js, with the text selected from `from` to `to`.
export function create({ text, from, to, onChange, onRun, ...attributes }) {
  const run = () => (onRun(), true)
  const view = new EditorView({
    doc: text,
    selection: EditorSelection.single(from, to),
    extensions: [
      // Tab indents; after Escape it leaves, as everywhere: CodeMirror's own manners.
      keymap.of([{ key: "Mod-Enter", run }, indentWithTab, ...defaultKeymap, ...historyKeymap]),
      lineNumbers(),
      history(),
      highlightSpecialChars(),
      indentOnInput(),
      indentUnit.of("    "),
      bracketMatching(),
      pythonLanguage,
      syntaxHighlighting(colours),
      EditorView.contentAttributes.of({ ...attributes, tabindex: "0" }), // said, for checkers' sake
      EditorView.updateListener.of((update) => update.docChanged && onChange()),
    ],
  })
  return {
    root: view.dom,
    focus: () => view.focus(),
    get value() {
      return view.state.doc.toString()
    },
    set value(insert) {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert } })
    },
    goTo(line) {
      const at = view.state.doc.line(Math.min(line, view.state.doc.lines)).to
      view.dispatch({ selection: { anchor: at }, scrollIntoView: true })
      view.focus()
    },
  }
}
