/** Colours by what they mean; each has a shape or a word beside it. Contrast of text on its ground is 4.5 or more in both themes. */
const LIGHT = `--ground:#fff;--card:#f6f8fa;--line:#d0d7de;--grid:#e3e8ee;--ink:#1f2328;--soft:#57606a;--ok:#1a7f4b;--over:#9a5b00;--far:#c62a40;--run:#2563c9;--learn:#6b46c1;--floor:#c3cad3;--work:#d3e2fa;--band:#e6f4ea;--haze:#ece5fa`;
const DARK = `--ground:#0d1117;--card:#161b22;--line:#30363d;--grid:#21272f;--ink:#e6edf3;--soft:#9aa4af;--ok:#3fb950;--over:#d29922;--far:#ff7b72;--run:#58a6ff;--learn:#bc8cff;--floor:#4a525c;--work:#1d3658;--band:#12261b;--haze:#251d3a`;

export const STYLE: string = `:root{color-scheme:light dark;${LIGHT}}
@media screen and (prefers-color-scheme:dark){:root{${DARK}}}
*{box-sizing:border-box}
body{margin:0;background:var(--ground);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
main{max-width:960px;margin:0 auto;padding:32px 24px 48px}
h1{font-size:26px;line-height:1.25;margin:0 0 4px;overflow-wrap:anywhere}
h2{font-size:18px;margin:44px 0 4px;padding-top:4px}
h3{font-size:14px;margin:18px 0 4px;overflow-wrap:anywhere}
p{margin:4px 0 8px;max-width:76ch}
.sub,.note,figcaption{color:var(--soft)}
.note,figcaption{font-size:13.5px}
a{color:var(--run)}
nav{font-size:13.5px;margin-top:12px}
nav a{margin-right:14px;white-space:nowrap}
.cards{display:grid;grid-template-columns:repeat(auto-fit,minmax(190px,1fr));gap:10px;margin:20px 0 0;padding:0;list-style:none}
.cards li{background:var(--card);border:1px solid var(--line);border-radius:10px;padding:10px 12px}
.cards b{display:block;font-size:22px;line-height:1.3;font-variant-numeric:tabular-nums}
.cards span{display:block;font-size:12.5px;color:var(--soft)}
figure{margin:10px 0 0;min-width:0}
svg{display:block;max-width:100%;height:auto;font:11px system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
svg text{fill:var(--ink)}
svg .soft{fill:var(--soft)}
svg .bold{font-weight:600}
.narrow{display:none}
.halves{display:grid;grid-template-columns:1fr 1fr;gap:8px 32px}
.halves>*{min-width:0}
.wide-only{overflow-x:auto;border:1px solid var(--line);border-radius:10px;padding:8px}
.wide-only svg{max-width:none}
.wide-only:focus-visible{outline:2px solid var(--run)}
.grid{stroke:var(--grid)}.axis{stroke:var(--line)}
.ok{fill:var(--ok)}.over{fill:var(--over)}.far{fill:var(--far)}.run{fill:var(--run)}.learn{fill:var(--learn)}
.s-ok{stroke:var(--ok)}.s-over{stroke:var(--over)}.s-far{stroke:var(--far)}.s-run{stroke:var(--run)}.s-learn{stroke:var(--learn)}.s-soft{stroke:var(--soft)}.s-ink{stroke:var(--ink)}
.f-floor{fill:var(--floor)}.f-work{fill:var(--work)}.f-band{fill:var(--band)}.f-haze{fill:var(--haze)}.f-soft{fill:var(--soft)}
.hollow{fill:var(--ground)}.none{fill:none}.box{fill:var(--ground)}
.dash{stroke-dasharray:5 4}
details{margin:8px 0 0;font-size:13.5px}
summary{cursor:pointer;color:var(--soft)}
.rows{overflow-x:auto}
.climbs{display:grid;grid-template-columns:repeat(auto-fill,minmax(264px,1fr));gap:4px 20px}
table{border-collapse:collapse;font-size:13px;font-variant-numeric:tabular-nums;margin:6px 0}
caption{text-align:left;color:var(--soft);padding:2px 0}
th,td{text-align:left;padding:3px 12px 3px 0;border-bottom:1px solid var(--grid);vertical-align:top}
th{font-weight:600}
.r{text-align:right}
td.name{overflow-wrap:anywhere;min-width:9em}
dl{display:grid;grid-template-columns:max-content 1fr;gap:4px 18px;margin:10px 0;font-size:14px}
dt{color:var(--soft)}dd{margin:0;min-width:0;overflow-wrap:anywhere}
footer{margin-top:48px;padding-top:12px;border-top:1px solid var(--line);color:var(--soft);font-size:13px}
@media (max-width:640px){
main{padding:18px 12px 32px}h1{font-size:21px}h2{margin-top:34px}
.wide{display:none}.narrow{display:block}
.halves{grid-template-columns:1fr}
.cards{grid-template-columns:1fr 1fr;gap:8px}
dl{grid-template-columns:1fr;gap:0}dd{margin-bottom:8px}
}
@media print{
@page{margin:14mm}
body{font-size:10.5pt}main{max-width:none;padding:0}nav,details,.on-screen{display:none}
.wide{display:block}.narrow{display:none}
.wide-only{overflow:visible;border:0;padding:0}.wide-only svg{max-width:100%}
h2,h3{break-after:avoid}figure,.cards,dl,li,table{break-inside:avoid}
*{print-color-adjust:exact;-webkit-print-color-adjust:exact}
}`;
